package dev.millrace.client;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * A request.
 *
 * @param body empty for none
 * @param repeatable whether it acts once however often it is sent
 * @param patience how long its answer may take
 */
record Call(
        String method, String path, String body, Map<String, String> headers, boolean repeatable, Duration patience) {
    static final String JSON = "application/json";
    static final String YAML = "application/yaml";
    static final String PLAIN = "text/plain";

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String IDEMPOTENCY_KEY = "Idempotency-Key";

    Call {
        headers = Map.copyOf(headers);
    }

    static Call get(String path) {
        return new Call("GET", path, "", Map.of("Accept", JSON), true, PATIENCE);
    }

    /** Creates or starts something, with an idempotency key that holds for all attempts. */
    static Call post(String path, Object body) {
        return post(path, body, UUID.randomUUID().toString());
    }

    /** The same with a key of the caller's. */
    static Call post(String path, Object body, String idempotencyKey) {
        return json("POST", path, body, true).with(IDEMPOTENCY_KEY, idempotencyKey);
    }

    /** Asks for something that takes no key. */
    static Call request(String path) {
        return new Call("POST", path, "", Map.of("Accept", JSON), false, PATIENCE);
    }

    static Call put(String path, Object body) {
        return json("PUT", path, body, true);
    }

    /** Sends a document as it is. */
    static Call document(String method, String path, String yaml) {
        return new Call(
                method, path, yaml, Map.of("Accept", JSON, "Content-Type", YAML), method.equals("PUT"), PATIENCE);
    }

    /** Sent again, it would find nothing, and say so. */
    static Call delete(String path) {
        return new Call("DELETE", path, "", Map.of("Accept", JSON), false, PATIENCE);
    }

    private static Call json(String method, String path, Object body, boolean repeatable) {
        return new Call(
                method, path, Json.write(body), Map.of("Accept", JSON, "Content-Type", JSON), repeatable, PATIENCE);
    }

    Call with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Call(method, path, body, more, repeatable, patience);
    }

    /** The same with an idempotency key, with which it can be repeated. */
    Call once() {
        Call keyed = with(IDEMPOTENCY_KEY, UUID.randomUUID().toString());
        return new Call(method, path, body, keyed.headers, true, patience);
    }

    /** The same for an answer that the server delays for up to so long. */
    Call waiting(Duration longest) {
        Call preferring = with("Prefer", "wait=" + longest.toSeconds());
        return new Call(method, path, body, preferring.headers, repeatable, PATIENCE.plus(longest));
    }
}
