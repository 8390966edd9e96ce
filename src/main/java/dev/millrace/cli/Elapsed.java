package dev.millrace.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** How long something took, for a person. */
final class Elapsed {
    private Elapsed() {}

    /** As many units as matter: {@code 12ms}, {@code 3.4s}, {@code 2m05s}, {@code 1h02m}. */
    static String text(Duration elapsed) {
        long millis = Math.max(0, elapsed.toMillis());
        if (millis < 1_000) {
            return millis + "ms";
        }
        if (millis < 60_000) {
            return String.format(Locale.ROOT, "%d.%ds", millis / 1_000, millis % 1_000 / 100);
        }
        long seconds = millis / 1_000;
        return seconds < 3_600
                ? String.format(Locale.ROOT, "%dm%02ds", seconds / 60, seconds % 60)
                : String.format(Locale.ROOT, "%dh%02dm", seconds / 3_600, seconds % 3_600 / 60);
    }

    /** The time between two fields of a document of the API; empty when it has not begun, or not ended. */
    static String between(JsonNode document, String from, String until) {
        return document.hasNonNull(from) && document.hasNonNull(until)
                ? text(Duration.between(instant(document, from), instant(document, until)))
                : "";
    }

    private static Instant instant(JsonNode document, String field) {
        return Instant.parse(document.path(field).asText());
    }
}
