package dev.millrace.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A run of a workflow.
 *
 * @param currentStep the state where it is, or where it ended
 * @param outputs what it gave back; empty until it has completed
 * @param error why it failed or was cancelled; else null
 * @param steps its attempts at steps, the oldest first, the newest 1,000; none in lists
 */
public record Execution(
        String executionId,
        String workflow,
        int revision,
        String userId,
        Status status,
        @Nullable String currentStep,
        Map<String, JsonNode> inputs,
        Map<String, JsonNode> outputs,
        @Nullable Failure error,
        List<Step> steps,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt) {

    /** An output as text. Empty when there is none of this name. */
    public String output(String name) {
        JsonNode value = outputs.get(name);
        if (value == null) {
            return "";
        }
        return value.isValueNode() ? value.asText() : value.toString();
    }
}
