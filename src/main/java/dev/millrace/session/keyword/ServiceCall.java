package dev.millrace.session.keyword;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request to a service, and what its answer must be like.
 *
 * @param url with <code>${name}</code> in it, as in headers and body
 * @param body JSON; null for none
 * @param expectedStatus null for any below 400
 * @param extract paths into the answer, such as {@code data.items.0.id}, by the name under which the value is kept
 * @param assertions conditions on parts of the answer
 */
public record ServiceCall(
        String method,
        String url,
        Map<String, String> headers,
        @Nullable String body,
        Duration timeout,
        @Nullable Integer expectedStatus,
        Map<String, String> extract,
        List<Assertion> assertions) {
    /**
     * What must be true of a part of an answer.
     *
     * @param path as for {@code extract}; {@code $.} may stand before it
     * @param condition over {@code value}
     */
    public record Assertion(String path, String condition) {}

    public ServiceCall {
        headers = Map.copyOf(headers);
        extract = Map.copyOf(extract);
        assertions = List.copyOf(assertions);
    }
}
