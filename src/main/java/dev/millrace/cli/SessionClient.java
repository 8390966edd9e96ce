package dev.millrace.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A session of a server.
 *
 * @param id the session's
 */
record SessionClient(ApiClient api, String id) {
    /** A browser may have to be started, and a device to boot. */
    private static final Duration START = Duration.ofMinutes(10);

    /** Longer than the server lets a keyword take. */
    private static final Duration LONGEST = Duration.ofMinutes(70);

    /** Starts a session, as the body of the request says. */
    static JsonNode start(ApiClient api, JsonNode request) throws InterruptedException {
        return api.post("/v1/sessions/start", request, START);
    }

    private String path(String tail) {
        return "/v1/sessions/" + ApiClient.encoded(id) + tail;
    }

    /**
     * Calls a keyword.
     *
     * @param params a list, or an object with names
     * @param seconds how long it may take; empty for what the server says
     * @return the data of the answer
     */
    JsonNode act(String keyword, JsonNode params, Optional<Double> seconds) throws InterruptedException {
        ObjectNode request = Json.object().put("mode", "keyword").put("keyword", keyword);
        request.set("params", params);
        seconds.ifPresent(limit -> request.put("timeout", limit));
        return api.post(path("/action"), request, LONGEST).path("data");
    }

    /** What the page looks like, as PNG. */
    byte[] screenshot() throws InterruptedException {
        try {
            return result("/screenshot").binaryValue();
        } catch (IOException e) {
            throw new CommandException(
                    ExitStatus.SYSTEM_FAULT, "The server sent a picture that cannot be read: " + e.getMessage());
        }
    }

    String source() throws InterruptedException {
        return result("/source").asText();
    }

    /** The elements of the page, in any of these groups; of no group for all. */
    JsonNode elements(List<String> groups) throws InterruptedException {
        return result(groups.stream()
                .map(group -> "filter_config=" + ApiClient.encoded(group))
                .collect(Collectors.joining("&", "/elements?", "")));
    }

    private JsonNode result(String tail) throws InterruptedException {
        return api.get(path(tail)).path("data").path("result");
    }

    /** A stream of what its keywords do from now on. */
    InputStream events() throws IOException, InterruptedException {
        return api.events(path("/events"), 0);
    }

    void stop() throws InterruptedException {
        api.delete(path("/stop"));
    }
}
