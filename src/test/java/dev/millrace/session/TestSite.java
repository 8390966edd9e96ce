package dev.millrace.session;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executors;

/** The pages that sessions are tested with, on a port of this machine: forms, tables, frames, shadow trees and more. */
final class TestSite implements AutoCloseable {
    private static final String COOKIE = "visitor=ada";

    private final HttpServer server;

    private TestSite(HttpServer server) {
        this.server = server;
    }

    static TestSite start() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress("0.0.0.0", 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        TestSite site = new TestSite(server);
        server.createContext("/", TestSite::page);
        server.createContext("/enter", TestSite::login);
        server.createContext("/account", TestSite::account);
        server.createContext("/away", exchange -> redirect(exchange, site.elsewhere("/form.html")));
        server.createContext("/many", TestSite::many);
        server.createContext("/api/", TestSite::api);
        server.start();
        return site;
    }

    /** The address of a page. */
    String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    /** The same page by another name of this machine, which sessions may not be allowed to reach. */
    String elsewhere(String path) {
        return "http://127.0.0.2:" + server.getAddress().getPort() + path;
    }

    private static void page(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        try (InputStream file = TestSite.class.getResourceAsStream("/site" + path)) {
            if (file == null || path.endsWith("/")) {
                answer(exchange, 404, "text/plain", "no such page");
            } else {
                answer(
                        exchange,
                        200,
                        "text/html; charset=utf-8",
                        new String(file.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
    }

    private static void login(HttpExchange exchange) throws IOException {
        String form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        boolean known = form.contains("user=ada") && form.contains("password=s3cret");
        if (known) {
            exchange.getResponseHeaders().add("Set-Cookie", COOKIE + "; HttpOnly; Path=/");
        }
        redirect(exchange, known ? "/account" : "/login.html");
    }

    private static void account(HttpExchange exchange) throws IOException {
        String cookie = Objects.requireNonNullElse(exchange.getRequestHeaders().getFirst("Cookie"), "");
        boolean known = cookie.contains(COOKIE);
        answer(exchange, known ? 200 : 403, "text/html", known ? "<h1>Welcome, ada</h1>" : "<h1>Who are you?</h1>");
    }

    /** A page with 2,000 elements. */
    private static void many(HttpExchange exchange) throws IOException {
        StringBuilder page = new StringBuilder("<!doctype html><table>");
        for (int row = 0; row < 400; row++) {
            page.append("<tr><td>Row %d</td><td><a href='#%d'>Open</a></td><td>x</td></tr>".formatted(row, row));
        }
        answer(exchange, 200, "text/html", page.append("</table>").toString());
    }

    private static void api(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        answer(
                exchange,
                200,
                "application/json",
                "{\"method\": \"%s\", \"token\": \"t-123\", \"items\": [{\"id\": 7}], \"sent\": %s}"
                        .formatted(exchange.getRequestMethod(), body.isEmpty() ? "null" : body));
    }

    private static void redirect(HttpExchange exchange, String location) throws IOException {
        exchange.getResponseHeaders().add("Location", location);
        answer(exchange, 302, "text/plain", "");
    }

    private static void answer(HttpExchange exchange, int status, String type, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().putAll(Map.of("Content-Type", List.of(type)));
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
