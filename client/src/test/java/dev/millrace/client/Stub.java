package dev.millrace.client;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A server that gives the answers it was told, one after another, and knows what it was asked. */
final class Stub implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();

    /** An answer; one with the status 0 is a connection that breaks off. */
    record Answer(int status, String type, String body, String retryAfter) {
        static Answer json(String body) {
            return new Answer(200, "application/json", body, "");
        }

        static Answer events(String frames) {
            return new Answer(200, "text/event-stream", frames, "");
        }

        static Answer problem(int status, String code, String retryAfter) {
            String body = """
                    {"type": "urn:millrace:problem:%1$s", "title": "No", "status": %2$d, "detail": "because", "code": "%1$s",
                     "request_id": "r1", "errors": [{"path": "/price", "message": "too low"}]}
                    """.formatted(code, status);
            return new Answer(status, "application/problem+json", body, retryAfter);
        }

        static Answer broken() {
            return new Answer(0, "", "", "");
        }
    }

    /** What was asked. */
    record Request(String line, String body, String idempotencyKey, String lastEventId, String authorization) {}

    Stub(Answer... answers) throws IOException {
        this.answers.addAll(List.of(answers));
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    MillraceClient client(RetryPolicy retries) {
        return MillraceClient.builder(
                        URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/"))
                .credential("mr_key")
                .retries(retries)
                .build();
    }

    List<Request> requests() {
        return requests;
    }

    private void handle(HttpExchange exchange) throws IOException {
        requests.add(new Request(
                exchange.getRequestMethod() + " " + exchange.getRequestURI(),
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8),
                header(exchange, "Idempotency-Key"),
                header(exchange, "Last-Event-ID"),
                header(exchange, "Authorization")));
        Answer answer = answers.remove();
        try (exchange) {
            if (answer.status() == 0) {
                return;
            }
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", answer.type());
            if (!answer.retryAfter().isEmpty()) {
                exchange.getResponseHeaders().add("Retry-After", answer.retryAfter());
            }
            exchange.sendResponseHeaders(answer.status(), body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private static String header(HttpExchange exchange, String name) {
        List<String> values = exchange.getRequestHeaders().getOrDefault(name, List.of());
        return String.join(",", values);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
