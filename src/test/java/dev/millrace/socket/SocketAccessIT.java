package dev.millrace.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.testing.Http;
import dev.millrace.testing.RawHttp;
import dev.millrace.testing.TestServer;
import dev.millrace.testing.WebSocketClient;
import dev.millrace.testing.WebSocketClient.Refused;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may open a socket, and for how long. */
class SocketAccessIT {
    private final TestServer server = TestServer.shared();
    private final Http http = server.http();

    private static void assertOpen(WebSocketClient socket) {
        assertThat(socket.send("{'type':'ping'}").next().path("type").asText()).isEqualTo("pong");
    }

    private int refusal(String... headers) {
        return catchThrowableOfType(Refused.class, () -> WebSocketClient.with(server, headers))
                .status();
    }

    private JsonNode key(String more) {
        return http.post("/v1/api-keys", "{\"name\":\"socket\",\"user_id\":\"socket-key\"%s}".formatted(more))
                .json();
    }

    @Test
    void a_key_opens_it_in_either_header() {
        String key = server.key().orElseThrow();
        try (WebSocketClient one = WebSocketClient.with(server, "X-API-Key", key);
                WebSocketClient other = WebSocketClient.with(server, "Authorization", "Bearer " + key)) {
            assertOpen(one);
            assertOpen(other);
        }
    }

    @Test
    void who_is_not_known_is_refused_before() {
        String key = server.key().orElseThrow();
        assertThat(refusal()).isEqualTo(401);
        assertThat(refusal("X-API-Key", key + "x")).isEqualTo(401);
        assertThat(refusal("Authorization", "Basic eDp5")).isEqualTo(401);
        assertThat(refusal("X-User-Id", "admin")).isEqualTo(401);
        assertThat(refusal("X-API-Key", key, "Authorization", "Bearer mr_other"))
                .isEqualTo(400);
    }

    @Test
    void a_ticket_opens_it_once() {
        String ticket = http.post("/v1/tickets", "").json().path("ticket").asText();
        try (WebSocketClient socket = WebSocketClient.byQuery(server, "ticket=" + ticket)) {
            assertOpen(socket);
        }
        assertThat(catchThrowableOfType(Refused.class, () -> WebSocketClient.byQuery(server, "ticket=" + ticket))
                        .status())
                .isEqualTo(401);
    }

    @Test
    void pages_of_other_origins_are_refused() {
        String key = server.key().orElseThrow();
        assertThat(refusal("X-API-Key", key, "Origin", "https://evil.example")).isEqualTo(403);
        assertThat(refusal("X-API-Key", key, "Origin", "null")).isEqualTo(403);
        try (WebSocketClient socket =
                WebSocketClient.with(server, "X-API-Key", key, "Origin", "http://127.0.0.1:" + server.port())) {
            assertOpen(socket);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Upgrade: websocket | 13 | dGhlIHNhbXBsZSBub25jZQ== | 401 | unauthenticated
            Upgrade: other     | 13 | dGhlIHNhbXBsZSBub25jZQ== | 426 | upgrade-required
            Upgrade: websocket | 8  | dGhlIHNhbXBsZSBub25jZQ== | 426 | upgrade-required
            Upgrade: websocket | 13 | short                    | 400 | unreadable
            """)
    void a_refusal_says_why(String upgrade, String version, String socketKey, int status, String code) {
        String who = status == 401 ? "" : "X-API-Key: " + server.key().orElseThrow() + "\r\n";
        String answer = RawHttp.exchange(
                server,
                "GET /ws HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nConnection: close\r\n" + upgrade
                        + "\r\nSec-WebSocket-Version: " + version + "\r\nSec-WebSocket-Key: " + socketKey + "\r\n" + who
                        + "\r\n");

        assertThat(RawHttp.statuses(answer)).containsExactly(status);
        assertThat(answer).contains("application/problem+json", "\"code\":\"" + code + "\"", "X-Request-ID");
    }

    @Test
    void a_socket_is_closed_when_its_key_is_deleted_or_replaced_or_expires() {
        JsonNode deleted = key("");
        JsonNode rotated = key("");
        JsonNode expiring = key(",\"expires_in\":2");
        JsonNode staying = key("");
        try (WebSocketClient one =
                        WebSocketClient.open(server, deleted.path("key").asText());
                WebSocketClient two =
                        WebSocketClient.open(server, rotated.path("key").asText());
                WebSocketClient three =
                        WebSocketClient.open(server, expiring.path("key").asText());
                WebSocketClient four =
                        WebSocketClient.open(server, staying.path("key").asText())) {
            assertOpen(one);
            http.send("DELETE", "/v1/api-keys/" + deleted.path("id").asText(), "");
            http.post("/v1/api-keys/" + rotated.path("id").asText() + "/rotate", "{}");
            long start = System.nanoTime();

            assertThat(one.closed().code()).isEqualTo(4_001);
            assertThat(two.closed().code()).isEqualTo(4_001);
            assertThat(System.nanoTime() - start).isLessThan(3_000_000_000L);
            assertThat(three.closed().code()).isEqualTo(4_001);
            assertOpen(four);
        }
    }

    @Test
    void the_access_log_has_a_line_when_it_is_closed() {
        try (WebSocketClient socket =
                WebSocketClient.with(server, "X-API-Key", server.key().orElseThrow(), "X-Request-ID", "socket-line")) {
            assertOpen(socket);
        }
        await().until(() -> server.log().lines().anyMatch(line -> line.contains("access - [socket-line]")));
        assertThat(server.log().lines().filter(line -> line.contains("access - [socket-line]")))
                .singleElement()
                .asString()
                .matches(".* WS /ws \\d{4} \\d+\\.\\d s 1 in 1 out admin");
    }

    @Test
    void there_are_limits(@TempDir Path folder) throws InterruptedException {
        Map<String, String> settings = Map.of(
                "API_SOCKETS_MAX_PER_CALLER", "2",
                "API_RATE_LIMIT_REQUESTS_PER_MINUTE", "1",
                "API_RATE_LIMIT_BURST", "5");
        try (TestServer limited = TestServer.start(folder, settings)) {
            String key = limited.key().orElseThrow();
            WebSocketClient one = WebSocketClient.open(limited);
            try (WebSocketClient two = WebSocketClient.open(limited)) {
                assertThat(catchThrowableOfType(Refused.class, () -> WebSocketClient.open(limited, key))
                                .status())
                        .isEqualTo(429);
                for (int i = 0; i < 20; i++) {
                    assertOpen(two);
                }
                two.send("{'type':'cancel','execution_id':'none'}");
                assertThat(two.next().at("/problem/code").asText()).isEqualTo("execution-not-found");
                two.send("{'type':'cancel','execution_id':'none'}").next();
                two.send("{'type':'cancel','execution_id':'none'}");
                assertThat(two.next().at("/problem/code").asText()).isEqualTo("rate-limited");

                assertThat(limited.anonymous().get("/health/ready").body()).contains("\"sockets\"");
                assertDrained(limited, one, two);
            }
        }
    }

    /** A server that is told to stop says so on its sockets, and closes them. */
    private static void assertDrained(TestServer limited, WebSocketClient... sockets) throws InterruptedException {
        limited.terminate();
        for (WebSocketClient socket : sockets) {
            assertThat(socket.next()).hasToString("{\"type\":\"goaway\"}");
            assertThat(socket.closed().code()).isEqualTo(1_012);
        }
    }
}
