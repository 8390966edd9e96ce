package dev.millrace.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One thing that happened to an execution.
 *
 * @param seq its number within the execution, from 1 and without gaps
 * @param type such as {@code step.started}, {@code log} or {@code execution.completed}
 * @param step the state that it is about; null when it is about none
 * @param data what it says; its fields go by the type
 */
public record Event(
        String executionId,
        long seq,
        String type,
        Instant at,
        @Nullable String step,
        JsonNode data) {
    private static final Set<String> ENDS = Set.of("execution.completed", "execution.failed", "execution.cancelled");

    /** Whether the execution ends with it. */
    public boolean isEnd() {
        return ENDS.contains(type);
    }

    /** What was written, if it is a {@code log} event; else empty. */
    public String text() {
        return data.path("text").asText("");
    }
}
