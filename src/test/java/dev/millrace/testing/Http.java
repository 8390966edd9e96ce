package dev.millrace.testing;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;

/** A client for a server under test. */
public final class Http {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> ENDED = Set.of("completed", "failed", "cancelled");

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
    private final String base;
    private final String[] always;

    /** A client for a server at this address that sends these headers with every request; name, value, name, value. */
    public Http(String base, String... always) {
        this.base = base;
        this.always = always.clone();
    }

    /** A client that sends these headers with every request; name, value, name, value. */
    public Http with(String... headers) {
        return new Http(base, headers);
    }

    /** A client that sends this key or token with every request. */
    public Http as(String credential) {
        return with("Authorization", "Bearer " + credential);
    }

    /** The same client at another server. */
    public Http at(TestServer server) {
        return new Http(server.anonymous().base(), always);
    }

    /** The server's address. */
    public String base() {
        return base;
    }

    /** An answer. */
    public record Reply(int status, HttpHeaders headers, String body) {
        public JsonNode json() {
            return parse(body);
        }

        public String header(String name) {
            return headers.firstValue(name).orElse("");
        }
    }

    /** Sends a request; headers are given as name, value, name, value. */
    public Reply send(String method, String path, String body, String... headers) {
        return send(request(method, path, publisher(body), headers));
    }

    private static BodyPublisher publisher(String body) {
        return body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body);
    }

    private Reply send(HttpRequest request) {
        try {
            HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
            return new Reply(response.statusCode(), response.headers(), response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private HttpRequest request(String method, String path, BodyPublisher body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(Duration.ofSeconds(60))
                .method(method, body);
        String[] all = Stream.of(always, headers).flatMap(Arrays::stream).toArray(String[]::new);
        return (all.length == 0 ? request : request.headers(all)).build();
    }

    public Reply get(String path, String... headers) {
        return send("GET", path, "", headers);
    }

    /** Sends bytes of a type. */
    public Reply sendBytes(String method, String path, byte[] body, String type) {
        return send(request(method, path, BodyPublishers.ofByteArray(body), "Content-Type", type));
    }

    /** Posts JSON. */
    public Reply post(String path, String json) {
        return send("POST", path, json, "Content-Type", "application/json");
    }

    /** Stores a workflow under an id; fails when it is not accepted. */
    public void put(String id, String yaml) {
        Reply reply = send("PUT", "/v1/workflows/" + id, yaml, "Content-Type", "application/yaml");
        if (reply.status() != 200 && reply.status() != 201) {
            throw new AssertionError("the workflow was refused: " + reply.body());
        }
    }

    /** Starts a workflow and answers the execution's id. */
    public String run(String workflow, String inputs) {
        Reply reply = post("/v1/workflows/" + workflow + "/run", "{\"inputs\":" + inputs + "}");
        if (reply.status() != 202) {
            throw new AssertionError("the run was refused: " + reply.body());
        }
        return reply.json().path("execution_id").textValue();
    }

    /** Starts a workflow and answers the whole execution when it has ended. */
    public JsonNode runToEnd(String workflow, String inputs) {
        return awaitEnd(run(workflow, inputs));
    }

    /** The execution, when it has ended. */
    public JsonNode awaitEnd(String executionId) {
        return await("the end of " + executionId)
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(20))
                .until(
                        () -> get("/v1/executions/" + executionId).json(),
                        execution -> ENDED.contains(execution.path("status").asText()));
    }

    /** The status of the answer, which need not come to its end. */
    public int status(String method, String path, String body, String... headers) {
        HttpResponse<InputStream> response = open(request(method, path, publisher(body), headers));
        try (InputStream _ = response.body()) {
            return response.statusCode();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HttpResponse<InputStream> open(HttpRequest request) {
        try {
            return client.send(request, BodyHandlers.ofInputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Opens a stream of events and leaves it open. */
    public BufferedReader stream(String path, String... headers) {
        HttpResponse<InputStream> response = open(request("GET", path, BodyPublishers.noBody(), headers));
        if (response.statusCode() != 200) {
            throw new AssertionError("the stream was refused with " + response.statusCode());
        }
        return new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    }

    public static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("not JSON: " + json, e);
        }
    }
}
