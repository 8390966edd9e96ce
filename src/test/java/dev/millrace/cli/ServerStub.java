package dev.millrace.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** An HTTP server whose every answer a test decides; requests are kept. */
final class ServerStub implements AutoCloseable {
    private final HttpServer server;
    private final List<HttpExchange> requests = new CopyOnWriteArrayList<>();

    ServerStub(HttpHandler handler) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            requests.add(exchange);
            try (exchange) {
                handler.handle(exchange);
            }
        });
        server.start();
    }

    static void answer(HttpExchange exchange, int status, String type, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** The values of a header in all requests, in their order. */
    List<String> headers(String name) {
        return requests.stream()
                .map(exchange -> String.valueOf(exchange.getRequestHeaders().getFirst(name)))
                .toList();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
