package dev.millrace.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Talks to the API of a server. Every request is made in {@link #request}, which is the place for what all of them
 * carry. What the server refuses is an {@link ApiException}. Thread-safe.
 */
final class ApiClient implements AutoCloseable {
    private static final String JSON = "application/json";
    private static final String YAML = "application/yaml";
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final String server;
    private final Optional<Token> token;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();

    /**
     * A client of the server at this address.
     *
     * @param server scheme, host, port and the path below which the API is, without a slash at the end
     * @param token by what it knows the caller; empty for not at all
     */
    ApiClient(String server, Optional<Token> token) {
        this.server = server;
        this.token = token;
    }

    /** The server's address. */
    String server() {
        return server;
    }

    /** A part of a path, written so that nothing in it ends the part. */
    static String encoded(String part) {
        return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Reads a document. */
    JsonNode get(String path) throws InterruptedException {
        return json(send(request(path, JSON).timeout(TIMEOUT).GET().build(), ""));
    }

    /** Reads something that is not JSON. */
    String get(String path, String mediaType) throws InterruptedException {
        return send(request(path, mediaType).timeout(TIMEOUT).GET().build(), "").body();
    }

    /** The source of a workflow; empty when there is no such workflow, or a robot has its definition. */
    Optional<String> source(String workflow) throws InterruptedException {
        try {
            return Optional.of(get("/v1/workflows/" + encoded(workflow), YAML));
        } catch (ApiException e) {
            if (e.httpStatus() == 404 || e.httpStatus() == 406) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Posts a document and answers with one. */
    JsonNode post(String path, JsonNode body) throws InterruptedException {
        return post(path, body, TIMEOUT);
    }

    /** The same for what may take longer. */
    JsonNode post(String path, JsonNode body, Duration patience) throws InterruptedException {
        HttpRequest request = request(path, JSON)
                .timeout(patience)
                .header("Content-Type", JSON)
                .POST(BodyPublishers.ofString(body.toString()))
                .build();
        return json(send(request, ""));
    }

    /** Ends or deletes something. */
    void delete(String path) throws InterruptedException {
        var _ = send(request(path, JSON).timeout(TIMEOUT).DELETE().build(), "");
    }

    /**
     * Sends a document by a method such as POST or PATCH, and answers with one.
     *
     * @param key of the request, by which the server knows it when it comes again
     */
    JsonNode send(String method, String path, JsonNode body, String key) throws InterruptedException {
        HttpRequest request = request(path, JSON)
                .timeout(TIMEOUT)
                .header("Content-Type", JSON)
                .header("Idempotency-Key", key)
                .method(method, BodyPublishers.ofString(body.toString()))
                .build();
        return json(send(request, ""));
    }

    /** Stores a workflow's document, read from a file, and answers with the workflow. */
    JsonNode putWorkflow(String workflow, WorkflowFile file) throws InterruptedException {
        HttpRequest request = request("/v1/workflows/" + encoded(workflow), JSON)
                .timeout(TIMEOUT)
                .header("Content-Type", YAML)
                .PUT(BodyPublishers.ofString(file.source()))
                .build();
        return json(send(request, file.path().toString()));
    }

    /**
     * Opens a stream of events.
     *
     * @param after the number of the last one that is known; 0 for all
     * @throws IOException when the server cannot be reached
     */
    InputStream events(String path, long after) throws IOException, InterruptedException {
        HttpRequest request = request(path, "text/event-stream")
                .header("Last-Event-ID", String.valueOf(after))
                .GET()
                .build();
        HttpResponse<InputStream> response = http.send(request, BodyHandlers.ofInputStream());
        if (response.statusCode() != 200) {
            try (InputStream body = response.body()) {
                throw refusal(response, new String(body.readAllBytes(), StandardCharsets.UTF_8), "");
            }
        }
        return response.body();
    }

    /** Opens a WebSocket. Completes with a {@link java.net.http.WebSocketHandshakeException} when the server refuses it. */
    CompletableFuture<WebSocket> socket(String path, WebSocket.Listener listener) {
        WebSocket.Builder socket = http.newWebSocketBuilder()
                .connectTimeout(CONNECT_TIMEOUT)
                .header("User-Agent", "millrace/" + Version.number());
        token.ifPresent(shown -> socket.header("Authorization", "Bearer " + shown.text()));
        return socket.buildAsync(URI.create(server.replaceFirst("^(?i:http)", "ws") + path), listener);
    }

    /**
     * Opens an exchange of a protocol that has its own answers: also those that are no success.
     *
     * @param body empty for none
     * @throws IOException when the server cannot be reached
     * @throws ApiException when the server refuses it with a problem; a 404 is left to who asks
     */
    HttpResponse<InputStream> open(String method, String path, String accept, Map<String, String> headers, String body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = request(path, accept);
        headers.forEach(request::header);
        if (body.isEmpty()) {
            request.method(method, BodyPublishers.noBody());
        } else {
            request.header("Content-Type", JSON).method(method, BodyPublishers.ofString(body));
        }
        HttpResponse<InputStream> response = http.send(request.build(), BodyHandlers.ofInputStream());
        if (response.statusCode() != 404 && mediaType(response).equals("application/problem+json")) {
            try (InputStream problem = response.body()) {
                throw refusal(response, new String(problem.readAllBytes(), StandardCharsets.UTF_8), "");
            }
        }
        return response;
    }

    /** Whether a Millrace server answers, and soon. It need not know the caller. */
    boolean answers(Duration patience) throws InterruptedException {
        try {
            HttpRequest request =
                    request("/health/live", JSON).timeout(patience).GET().build();
            HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
            return response.headers().firstValue("X-Request-ID").isPresent()
                    && mediaType(response).endsWith("json");
        } catch (IOException _) {
            return false;
        }
    }

    private HttpRequest.Builder request(String path, String accept) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server + path))
                .header("Accept", accept)
                .header("User-Agent", "millrace/" + Version.number());
        token.ifPresent(shown -> request.header("Authorization", "Bearer " + shown.text()));
        return request;
    }

    private HttpResponse<String> send(HttpRequest request, String subject) throws InterruptedException {
        HttpResponse<String> response;
        try {
            response = http.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new CommandException(
                    ExitStatus.SYSTEM_FAULT,
                    "No answer from the server at %s: %s.".formatted(server, reason(e)),
                    List.of("Start one with `millrace server`, or name another one with --server."));
        }
        if (response.statusCode() >= 300) {
            throw refusal(response, response.body(), subject);
        }
        return response;
    }

    private ApiException refusal(HttpResponse<?> response, String body, String subject) {
        return mediaType(response).equals("application/problem+json")
                ? ApiException.of(response.statusCode(), json(response, body), subject)
                : ApiException.foreign(response.statusCode(), server);
    }

    private JsonNode json(HttpResponse<String> response) {
        return json(response, response.body());
    }

    private JsonNode json(HttpResponse<?> response, String body) {
        try {
            return Json.MAPPER.readTree(body);
        } catch (JsonProcessingException _) {
            throw ApiException.foreign(response.statusCode(), server);
        }
    }

    static String mediaType(HttpResponse<?> response) {
        String type = response.headers().firstValue("Content-Type").orElse("");
        int end = type.indexOf(';');
        return (end < 0 ? type : type.substring(0, end)).strip();
    }

    /** Why there is no answer, in words: the client's own exceptions often have none. */
    static String reason(IOException exception) {
        if (exception instanceof ConnectException) {
            return "the connection was refused";
        }
        return Objects.requireNonNullElse(
                exception.getMessage(), exception.getClass().getSimpleName());
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
