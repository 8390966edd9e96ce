package dev.millrace.workflow;

import dev.millrace.http.ProblemException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** What the ids of workflows look like. */
final class WorkflowId {
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

    /** These would be mistaken for what the API can do. */
    private static final List<String> RESERVED = List.of("upsert", "validate");

    private WorkflowId() {}

    /**
     * The id, if it can be one. Throws a 422.
     *
     * @param path where in the request it stands
     */
    static String require(String id, String path) {
        whyNot(id).ifPresent(why -> {
            throw ProblemException.invalid(path, why);
        });
        return id;
    }

    /** What is wrong with an id, if anything is. */
    static Optional<String> whyNot(String id) {
        boolean valid = FORM.matcher(id).matches() && !RESERVED.contains(id.toLowerCase(Locale.ROOT));
        return valid
                ? Optional.empty()
                : Optional.of(
                        "`%s` cannot be a workflow's id: it must be 1 to 100 letters, digits, dots, underscores or hyphens, begin with a letter or digit, and not be %s"
                                .formatted(id, String.join(" or ", RESERVED)));
    }
}
