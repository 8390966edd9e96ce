package dev.millrace.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A stand-in for the Parameter Store of AWS Systems Manager: answers {@code GetParametersByPath}, two to a page. */
public final class TestParameterStore implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PAGE = 2;

    private final NavigableMap<String, String> parameters = new ConcurrentSkipListMap<>();
    private final Queue<Failure> failures = new ConcurrentLinkedQueue<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final HttpServer server;

    private record Failure(int status, String body) {}

    /**
     * What was asked.
     *
     * @param headers by their names in lower case
     */
    public record Request(Map<String, String> headers, String body) {}

    private TestParameterStore(HttpServer server) {
        this.server = server;
    }

    public static TestParameterStore start() throws IOException {
        TestParameterStore store = new TestParameterStore(
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
        store.server.createContext("/", store::answer);
        store.server.start();
        return store;
    }

    /** Stores a parameter by its whole name. */
    public TestParameterStore put(String name, String value) {
        parameters.put(name, value);
        return this;
    }

    /** The next request that has no answer yet fails so. */
    public void fail(int status, String body) {
        failures.add(new Failure(status, body));
    }

    public List<Request> requests() {
        return requests;
    }

    /** The variables that AWS Lambda gives a function, with this store in the place of AWS's. */
    public Map<String, String> variables() {
        return Map.of(
                "AWS_ENDPOINT_URL_SSM",
                        "http://127.0.0.1:" + server.getAddress().getPort(),
                "AWS_REGION", "eu-central-1",
                "AWS_ACCESS_KEY_ID", "AKIDEXAMPLE",
                "AWS_SECRET_ACCESS_KEY", "example-secret",
                "AWS_SESSION_TOKEN", "example-session");
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonNode question = JSON.readTree(exchange.getRequestBody());
            Map<String, String> headers = new HashMap<>();
            exchange.getRequestHeaders()
                    .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
            requests.add(new Request(headers, question.toString()));
            Failure failure = failures.poll();
            byte[] body =
                    (failure == null ? page(question).toString() : failure.body()).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(failure == null ? 200 : failure.status(), body.length == 0 ? -1 : body.length);
            if (body.length > 0) {
                exchange.getResponseBody().write(body);
            }
        }
    }

    private ObjectNode page(JsonNode question) {
        List<Map.Entry<String, String>> below = parameters.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(question.path("Path").asText() + "/"))
                .toList();
        int from = question.path("NextToken").asInt(0);
        ObjectNode page = JSON.createObjectNode();
        ArrayNode list = page.putArray("Parameters");
        below.stream().skip(from).limit(PAGE).forEach(entry -> list.addObject()
                .put("Name", entry.getKey())
                .put("Value", entry.getValue()));
        return from + PAGE < below.size() ? page.put("NextToken", Integer.toString(from + PAGE)) : page;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
