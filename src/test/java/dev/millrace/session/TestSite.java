package dev.millrace.session;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;

/** The pages that sessions are tested with, on a port of this machine: forms, tables, frames, shadow trees and more. */
final class TestSite implements AutoCloseable {
    private static final String COOKIE = "visitor=ada";

    private static final String STRANGE_ADDRESS = "127.0.0.2";

    private final HttpServer server;
    private final Queue<String> strangers = new ConcurrentLinkedQueue<>();

    private TestSite(HttpServer server) {
        this.server = server;
    }

    static TestSite start() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress("0.0.0.0", 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        TestSite site = new TestSite(server);
        site.serve("/", TestSite::page);
        site.serve("/enter", TestSite::login);
        site.serve("/account", TestSite::account);
        site.serve("/away", exchange -> redirect(exchange, site.elsewhere("/form.html")));
        site.serve("/many", TestSite::many);
        site.serve("/api/", TestSite::api);
        site.serve("/slow", TestSite::slow);
        site.serve("/download", TestSite::download);
        site.serve("/endless", TestSite::endless);
        server.start();
        return site;
    }

    private void serve(String path, HttpHandler handler) {
        server.createContext(path, exchange -> {
            if (exchange.getLocalAddress().getAddress().getHostAddress().equals(STRANGE_ADDRESS)) {
                strangers.add(exchange.getRequestURI().getPath());
            }
            handler.handle(exchange);
        });
    }

    /** What was asked for at the address for {@link #elsewhere}. */
    Set<String> strangers() {
        return Set.copyOf(strangers);
    }

    /** Forgets who came to the address for {@link #elsewhere}. */
    void forgetStrangers() {
        strangers.clear();
    }

    /** The address of a page, with this machine's name. */
    String named(String path) {
        return "http://localhost:" + server.getAddress().getPort() + path;
    }

    /** The address of a page. */
    String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    /** The same page by another name of this machine, which sessions may not be allowed to reach. */
    String elsewhere(String path) {
        return "http://" + STRANGE_ADDRESS + ":" + server.getAddress().getPort() + path;
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

    private static void download(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().add("Content-Disposition", "attachment; filename=\"report 1.txt\"");
        answer(exchange, 200, "text/plain", "what is downloaded");
    }

    /** A page that comes after so many milliseconds. */
    private static void slow(HttpExchange exchange) throws IOException {
        try {
            Thread.sleep(Long.parseLong(exchange.getRequestURI().getQuery().substring("ms=".length())));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        answer(exchange, 200, "text/html", "<h1>At last</h1>");
    }

    /** A page that goes on for as long as somebody reads it. */
    private static void endless(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().add("Content-Type", "text/html");
        exchange.sendResponseHeaders(200, 0);
        byte[] part = "<p>more</p>".repeat(10_000).getBytes(StandardCharsets.US_ASCII);
        try (OutputStream out = exchange.getResponseBody()) {
            while (true) {
                out.write(part);
            }
        }
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
