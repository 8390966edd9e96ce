package dev.millrace.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** An execution as the API shows it, put in words. */
record ExecutionText(JsonNode execution) {
    /** How long it took; of one that has not ended, nothing. */
    String duration() {
        String elapsed = Elapsed.between(execution, "started_at", "finished_at");
        return elapsed.isEmpty() ? "" : "in " + elapsed;
    }

    /** Why it failed or was cancelled. */
    Optional<String> error() {
        JsonNode error = execution.path("error");
        if (!error.isObject()) {
            return Optional.empty();
        }
        // The end that an on_failure describes in place is a state of its own, which nobody has named.
        String step = Json.text(error.path("step")).replaceFirst("^__inline_error_", "");
        return Optional.of(error.path("message").asText() + (step.isEmpty() ? "" : " (step " + step + ")"));
    }

    /** The values of a field such as {@code outputs}, by their names. */
    Map<String, String> values(String field) {
        Map<String, String> values = new LinkedHashMap<>();
        execution.path(field).properties().forEach(entry -> values.put(entry.getKey(), Json.text(entry.getValue())));
        return values;
    }
}
