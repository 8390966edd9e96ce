package dev.millrace.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a robot was sent to do.
 *
 * @param key what it names the task by when it answers
 * @param inputs a JSON object
 * @param deadline when it must have ended; empty for never
 */
record RobotTask(Key key, String workflow, JsonNode inputs, Optional<Instant> deadline) {
    /** An attempt of an execution. */
    record Key(String executionId, int attempt) {
        static Key of(JsonNode frame) {
            return new Key(
                    frame.path("execution_id").asText(), frame.path("attempt").asInt());
        }

        /** A frame about it. */
        ObjectNode frame(String type) {
            return name(Json.object().put("type", type));
        }

        ObjectNode name(ObjectNode node) {
            return node.put("execution_id", executionId).put("attempt", attempt);
        }

        @Override
        public String toString() {
            return executionId + " (attempt " + attempt + ")";
        }
    }

    static RobotTask of(JsonNode frame) {
        JsonNode inputs = frame.path("inputs");
        return new RobotTask(
                Key.of(frame),
                frame.path("workflow").asText(),
                inputs.isObject() ? inputs : Json.object(),
                instant(frame.path("deadline").textValue()));
    }

    private static Optional<Instant> instant(@Nullable String text) {
        try {
            return Optional.ofNullable(text).map(Instant::parse);
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }
}
