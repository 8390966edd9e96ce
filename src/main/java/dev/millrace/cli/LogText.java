package dev.millrace.cli;

import com.fasterxml.jackson.databind.JsonNode;

/** Log text of an execution, on the stream that it was written to. */
final class LogText {
    private LogText() {}

    /** Prints the text of a log entry, or of the data of a log event. What hooks say counts as an error stream. */
    static void show(Terminal terminal, JsonNode entry) {
        String text = entry.path("text").asText();
        if (entry.path("stream").asText().equals("stdout")) {
            terminal.text(text);
        } else {
            terminal.errorText(text);
        }
    }
}
