package dev.millrace.http;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/** Times as the API writes them: RFC 3339, UTC, always with milliseconds. */
public final class Times {
    private static final DateTimeFormatter FORMAT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private Times() {}

    /** The text of a time in milliseconds since 1970 UTC. */
    public static String text(long millis) {
        return FORMAT.format(Instant.ofEpochMilli(millis));
    }

    /** The same for a time that may not have come yet. */
    public static @Nullable String textOrNull(@Nullable Long millis) {
        return millis == null ? null : text(millis);
    }

    /** Reads a time from a query parameter; null when it is not there. Throws a 422 that names the parameter. */
    public static @Nullable Long parse(String parameter, @Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            return DateTimeFormatter.ISO_OFFSET_DATE_TIME
                    .parse(text, Instant::from)
                    .toEpochMilli();
        } catch (DateTimeParseException _) {
            throw ProblemException.invalid(
                    "/" + parameter,
                    "%s must be a time such as 2026-01-31T12:00:00Z, not `%s`".formatted(parameter, text));
        }
    }
}
