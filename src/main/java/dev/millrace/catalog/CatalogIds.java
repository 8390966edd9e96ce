package dev.millrace.catalog;

import dev.millrace.http.ProblemException;
import java.util.regex.Pattern;

/** Reads ids from paths. */
final class CatalogIds {
    private static final Pattern ID = Pattern.compile("[1-9][0-9]{0,17}");

    private CatalogIds() {}

    /** The id of a product or order. Throws a 404 when none can have it. */
    static long of(String what, String text) {
        if (!ID.matcher(text).matches()) {
            throw ProblemException.notFound(what, text);
        }
        return Long.parseLong(text);
    }
}
