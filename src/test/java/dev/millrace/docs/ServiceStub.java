package dev.millrace.docs;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;

/** What examples of the documentation talk to: a page, a webhook, and GitHub. */
final class ServiceStub implements AutoCloseable {
    private static final String PAGE = """
            <!doctype html>
            <title>A page</title>
            <h1>A page</h1>
            <p><a id="more" href="/more">Learn more</a></p>
            <input name="q" aria-label="Search">
            """;

    private static final String ISSUE = """
            {"number": 7, "title": "Leak in the mill race", "body": null, "state": "open", "user": {"login": "ada"},
             "html_url": "https://github.com/octo/mill/issues/7", "labels": [], "assignees": []}
            """;

    private final HttpServer server;

    ServiceStub() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> answer(exchange, "text/html", PAGE));
        server.createContext("/hooks", exchange -> answer(exchange, "text/plain", "heard\n"));
        server.createContext("/repos/octo/mill/issues/7", exchange -> answer(exchange, "application/json", ISSUE));
        server.start();
    }

    /** Host and port. */
    String address() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    private static void answer(HttpExchange exchange, String type, String body) throws IOException {
        exchange.getRequestBody().readAllBytes();
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", type);
        exchange.sendResponseHeaders(200, bytes.length);
        try (exchange) {
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
