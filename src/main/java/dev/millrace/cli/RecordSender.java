package dev.millrace.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;

/**
 * Sends many records to a server: when it asks for a pause, because there were too many requests or it cannot store
 * anything at the moment, there is one, and the request is sent again under its key. Thread-safe.
 */
record RecordSender(ApiClient api) {
    private static final int MOST_ATTEMPTS = 100;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int UNAVAILABLE = 503;
    private static final int MOST_PAUSE_SECONDS = 60;

    /**
     * Sends a record by POST or PATCH.
     *
     * @param key by which the server knows the request when it comes again
     * @throws ApiException when the server refuses it
     */
    JsonNode send(String method, String path, JsonNode body, String key) throws InterruptedException {
        for (int attempt = 1; ; attempt++) {
            try {
                return api.send(method, path, body, key);
            } catch (ApiException e) {
                boolean again = e.httpStatus() == TOO_MANY_REQUESTS || e.httpStatus() == UNAVAILABLE;
                if (!again || attempt == MOST_ATTEMPTS) {
                    throw e;
                }
                int seconds = e.problem().at("/details/retry_after").asInt(1);
                Thread.sleep(Duration.ofSeconds(Math.clamp(seconds, 1, MOST_PAUSE_SECONDS)));
            }
        }
    }
}
