package dev.millrace.robot;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The id of a frame that is handed on to another server: it tells which run an answer is about.
 *
 * @param given what the robot has called the frame; null when it did not
 */
record CarriedId(RunKey key, @Nullable JsonNode given) {
    String text() {
        return key.attempt() + " " + key.executionId() + " " + own();
    }

    /** What the robot has called the frame; JSON's null when it did not. */
    JsonNode own() {
        return given == null ? NullNode.getInstance() : given;
    }

    /** The id of a text; empty when it is none. */
    static Optional<CarriedId> read(String text, ObjectMapper mapper) {
        String[] parts = text.split(" ", 3);
        try {
            return parts.length < 3
                    ? Optional.empty()
                    : Optional.of(
                            new CarriedId(new RunKey(parts[1], Integer.parseInt(parts[0])), mapper.readTree(parts[2])));
        } catch (NumberFormatException | JsonProcessingException _) {
            return Optional.empty();
        }
    }
}
