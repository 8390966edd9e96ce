package dev.millrace.client;

import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What to run.
 *
 * @param inputs values that can be written as JSON; the server converts them to the declared types
 * @param revision null for the newest
 * @param priority -1000 to 1000, higher ones begin first; null for 0
 * @param idempotencyKey however often a request with it is sent, by whatever process of the caller: one execution begins
 */
public record StartRequest(
        String workflow,
        Map<String, ?> inputs,
        @Nullable Integer revision,
        @Nullable Integer priority,
        String idempotencyKey) {

    /** The newest revision, with a key that is new. */
    public static StartRequest of(String workflow, Map<String, ?> inputs) {
        return new StartRequest(workflow, inputs, null, null, UUID.randomUUID().toString());
    }

    /** The same with a certain revision, from 1. */
    public StartRequest withRevision(int number) {
        return new StartRequest(workflow, inputs, number, priority, idempotencyKey);
    }

    /** The same before others that wait, or behind them. */
    public StartRequest withPriority(int level) {
        return new StartRequest(workflow, inputs, revision, level, idempotencyKey);
    }

    /** The same with a key of 1 to 255 visible ASCII characters that the caller chose. */
    public StartRequest withIdempotencyKey(String key) {
        return new StartRequest(workflow, inputs, revision, priority, key);
    }

    /** As the API has it. */
    record Body(
            Map<String, ?> inputs,
            @Nullable Integer revision,
            @Nullable Integer priority) {}

    Call call() {
        String path = "/v1/workflows/" + Query.encoded(workflow) + "/run";
        return Call.post(path, new Body(inputs, revision, priority), idempotencyKey);
    }
}
