package dev.millrace.execution;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.millrace.testing.Http;
import dev.millrace.testing.TestServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The operation http.request, against a server in this process. */
class HttpRequestIT {
    @TempDir
    private static Path folder;

    private static HttpServer stub;
    private static TestServer server;
    private static Http http;
    private static final CountDownLatch HUNG = new CountDownLatch(1);
    private static final CountDownLatch DONE = new CountDownLatch(1);

    @BeforeAll
    static void start() throws IOException {
        stub = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        stub.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        stub.createContext("/hello", exchange -> answer(exchange, 200, "hello " + header(exchange, "Authorization")));
        stub.createContext("/big", exchange -> answer(exchange, 200, "x".repeat((1 << 20) + 1)));
        stub.createContext("/away", exchange -> redirect(exchange, url("localhost", "/hello")));
        stub.createContext("/round", exchange -> redirect(exchange, "/round"));
        stub.createContext("/method", exchange -> answer(exchange, 404, exchange.getRequestMethod()));
        stub.createContext("/see-other", exchange -> redirect(exchange, "/method"));
        stub.createContext("/hang", exchange -> {
            HUNG.countDown();
            try {
                DONE.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            answer(exchange, 200, "late");
        });
        stub.start();
        Path settings =
                Files.writeString(folder.resolve("millrace.yaml"), "http_steps: {allow_private_addresses: true}\n");
        server = TestServer.start(folder.resolve("data"), "--config", settings.toString());
        http = server.http();
    }

    @AfterAll
    static void stop() {
        DONE.countDown();
        server.close();
        stub.stop(0);
    }

    private static String header(HttpExchange exchange, String name) {
        return String.valueOf(exchange.getRequestHeaders().getFirst(name));
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getRequestBody().readAllBytes();
        exchange.sendResponseHeaders(status, bytes.length);
        try (exchange) {
            exchange.getResponseBody().write(bytes);
        }
    }

    private static void redirect(HttpExchange exchange, String location) throws IOException {
        exchange.getResponseHeaders().add("Location", location);
        answer(exchange, 302, "");
    }

    private static String url(String host, String path) {
        return "http://" + host + ":" + stub.getAddress().getPort() + path;
    }

    private static String workflow(Http at, String name, String inputs) {
        at.put(name, """
                name: %s
                states:
                  initial: ask
                  ask: {type: operation, operation: http.request, inputs: %s, on_success: done}
                  done: {type: terminal}
                """.formatted(name, inputs));
        return name;
    }

    private static JsonNode ask(String name, String inputs) {
        return http.runToEnd(workflow(http, name, inputs), "{}");
    }

    @Test
    void credentials_do_not_follow_to_another_server() {
        JsonNode execution = ask(
                "http-redirect",
                "{url: \"%s\", headers: {Authorization: secret}}".formatted(url("127.0.0.1", "/away")));

        assertThat(execution.at("/steps/0/response/body").textValue()).isEqualTo("hello null");
        assertThat(execution.at("/steps/0/response/status_code").intValue()).isEqualTo(200);
        JsonNode direct = ask(
                "http-direct", "{url: \"%s\", headers: {Authorization: secret}}".formatted(url("127.0.0.1", "/hello")));
        assertThat(direct.at("/steps/0/response/body").textValue()).isEqualTo("hello secret");
    }

    @Test
    void a_redirected_post_becomes_a_get_and_a_bad_status_is_a_success() {
        JsonNode execution =
                ask("http-post", "{method: POST, url: \"%s\", body: text}".formatted(url("127.0.0.1", "/see-other")));

        assertThat(execution.path("status").textValue()).isEqualTo("completed");
        assertThat(execution.at("/steps/0/response/body").textValue()).isEqualTo("GET");
        assertThat(execution.at("/steps/0/output").textValue()).contains("status_code=404\n");
    }

    @Test
    void redirects_have_an_end() {
        JsonNode execution = ask("http-round", "{url: \"%s\"}".formatted(url("127.0.0.1", "/round")));

        assertThat(execution.at("/error/message").textValue()).contains("was redirected more than 5 times");
    }

    @Test
    void a_long_body_is_cut() {
        JsonNode execution = ask("http-big", "{url: \"%s\"}".formatted(url("127.0.0.1", "/big")));

        assertThat(execution.at("/steps/0/response/body_truncated").booleanValue())
                .isTrue();
        assertThat(execution.at("/steps/0/response/body").textValue()).hasSize(1 << 20);
    }

    @Test
    void a_request_without_an_answer_ends_at_its_timeout() {
        JsonNode execution = ask("http-hang", "{url: \"%s\", timeout: 300ms}".formatted(url("127.0.0.1", "/hang")));

        assertThat(execution.at("/error/code").textValue()).isEqualTo("request-failed");
        assertThat(execution.at("/error/message").textValue()).contains("gave no whole answer within 300 ms");
    }

    @Test
    void a_cancelled_request_ends_at_once() throws InterruptedException {
        String id = http.run(workflow(http, "http-cancel", "{url: \"%s\"}".formatted(url("127.0.0.1", "/hang"))), "{}");
        HUNG.await();
        Instant before = Instant.now();

        http.post("/v1/executions/" + id + "/cancel", "");

        assertThat(http.awaitEnd(id).path("status").textValue()).isEqualTo("cancelled");
        assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void inputs_that_make_no_request_are_refused_with_the_reason() {
        assertThat(ask("http-scheme", "{url: \"{{`file:///etc/passwd`}}\"}")
                        .at("/error/message")
                        .textValue())
                .contains("url must begin with http:// or https://");
        assertThat(ask("http-method", "{url: \"http://localhost/\", method: \"{{`BREW`}}\"}")
                        .at("/error/message")
                        .textValue())
                .contains("method must be one of GET");
    }

    @Test
    void this_machine_is_out_of_reach_unless_the_settings_allow_it() {
        Http guarded = TestServer.shared().http();
        for (String host : new String[] {"127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "169.254.169.254"}) {
            JsonNode execution = guarded.runToEnd(
                    workflow(guarded, "http-guarded", "{url: \"%s\", timeout: 5}".formatted(url(host, "/hello"))),
                    "{}");

            assertThat(execution.at("/error/code").textValue()).as(host).isEqualTo("address-refused");
        }
    }
}
