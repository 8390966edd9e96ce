package dev.millrace.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Why a request was refused (RFC 9457).
 *
 * @param status of the answer
 * @param code stable, for programs; {@code http-<status>} where who answered is no Millrace server
 * @param title what kind of problem it is
 * @param detail what is wrong this time, and how to put it right
 * @param requestId by which the server's log knows the request; empty for none
 * @param errors each thing that is wrong, where they can be told apart
 * @param details values for programs, by the code
 */
public record Problem(
        int status,
        String code,
        String title,
        String detail,
        String requestId,
        List<Item> errors,
        Map<String, JsonNode> details) {

    public Problem {
        errors = List.copyOf(errors);
        details = Map.copyOf(details);
    }

    /** That of an answer which is not a Millrace server's. */
    static Problem foreign(int status) {
        String detail = "Who answers with the status %d is not a Millrace server.".formatted(status);
        return new Problem(status, "http-" + status, "Refused", detail, "", List.of(), Map.of());
    }

    /**
     * One thing that is wrong.
     *
     * @param path a JSON Pointer into what was sent; the name of a parameter or header likewise
     * @param line of a document, from 1; null where there is none
     */
    public record Item(
            String path, @Nullable Integer line, @Nullable Integer column, String message) {}

    /** All that a person has to know. */
    String summary() {
        String items = errors.stream()
                .map(item -> "\n  %s: %s"
                        .formatted(item.line() == null ? item.path() : "line " + item.line(), item.message()))
                .collect(Collectors.joining());
        return "%d %s: %s%s".formatted(status, code, detail, items);
    }
}
