package dev.millrace.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.time.Instant;

/**
 * Something that happened in an execution.
 *
 * @param seq its number in the execution
 * @param step the step that it is about; empty when it is about none
 * @param data what its type has to say
 * @param whole the event as the server sent it
 */
record ExecutionEvent(long seq, String type, String step, Instant at, JsonNode data, JsonNode whole) {
    static ExecutionEvent of(JsonNode whole) {
        return new ExecutionEvent(
                whole.path("seq").asLong(),
                whole.path("type").asText(),
                whole.path("step").asText(),
                Instant.parse(whole.path("at").asText()),
                whole.path("data"),
                whole);
    }

    /** Whether the execution ends with it, unless somebody resumes it. */
    boolean isEnd() {
        return switch (type) {
            case "execution.completed", "execution.failed", "execution.cancelled" -> true;
            default -> false;
        };
    }

    /** A log event as an entry of the log, in the form in which the API lists them. */
    JsonNode entry() {
        ObjectNode entry = Json.object();
        entry.put("seq", seq);
        entry.set("at", whole.path("at"));
        entry.set("step", step.isEmpty() ? NullNode.getInstance() : TextNode.valueOf(step));
        entry.setAll((ObjectNode) data);
        return entry;
    }

    boolean isLog() {
        return type.equals("log");
    }
}
