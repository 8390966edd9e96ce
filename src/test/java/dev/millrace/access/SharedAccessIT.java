package dev.millrace.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.testing.Http;
import dev.millrace.testing.Http.Reply;
import dev.millrace.testing.TestRedis;
import dev.millrace.testing.TestServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who calls two servers that share a Redis. */
class SharedAccessIT {
    private static final int BURST = 12;

    @TempDir
    private Path folder;

    private final TestRedis redis = TestRedis.start();
    private TestServer first = unstarted();
    private TestServer second = unstarted();

    @SuppressWarnings("NullAway") // started before each test
    private static TestServer unstarted() {
        return null;
    }

    @BeforeEach
    void start() {
        Map<String, String> settings = Map.of(
                "REDIS_URL",
                redis.url(),
                "API_AUTH_SECRET",
                Tokens.SECRET,
                "API_RATE_LIMIT_REQUESTS_PER_MINUTE",
                "1",
                "API_RATE_LIMIT_BURST",
                String.valueOf(BURST));
        first = TestServer.start(folder.resolve("first"), settings);
        second = TestServer.start(folder.resolve("second"), settings);
        awaitRedis("connected");
        await("the servers to know of each other")
                .until(() -> redisCheck(first).path("nodes").asInt() == 2
                        && redisCheck(second).path("nodes").asInt() == 2);
    }

    @AfterEach
    void stop() {
        first.close();
        second.close();
        redis.close();
    }

    private static String token(String user) {
        byte[] secret = Tokens.SECRET.getBytes(StandardCharsets.UTF_8);
        return Tokens.signed(secret, Tokens.claims(Instant.now()).subject(user).build());
    }

    private void awaitRedis(String state) {
        await("Redis to be " + state)
                .atMost(Duration.ofSeconds(20))
                .until(() ->
                        redisState(first).equals(state) && redisState(second).equals(state));
    }

    private static String redisState(TestServer server) {
        return redisCheck(server).path("state").asText();
    }

    private static JsonNode redisCheck(TestServer server) {
        Reply health = server.anonymous().get("/health/ready");
        assertThat(health.status()).as("a server without Redis is ready").isEqualTo(200);
        for (JsonNode check : health.json().path("checks")) {
            if (check.path("name").asText().equals("redis")) {
                return check.path("data");
            }
        }
        throw new AssertionError("no check of Redis in " + health.body());
    }

    /** How many requests of this caller are let in, of so many at each server in turn. */
    private long granted(String user, int each) {
        Http here = first.anonymous().as(token(user));
        Http there = second.anonymous().as(token(user));
        return IntStream.range(0, each)
                .flatMap(_ -> IntStream.of(
                        here.get("/v1/me").status(), there.get("/v1/me").status()))
                .filter(status -> status == 200)
                .count();
    }

    @Test
    void a_caller_has_one_limit_for_all_servers_and_each_grants_its_share_without_redis() {
        assertThat(granted("ada", BURST)).isEqualTo(BURST);
        Reply refused = second.anonymous().as(token("ada")).get("/v1/me");
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.header("Retry-After")).isNotEmpty();

        redis.kill();
        awaitRedis("degraded");
        assertThat(granted("bob", BURST)).isEqualTo(BURST);

        redis.startAgain();
        awaitRedis("connected");
        assertThat(granted("eve", BURST / 2)).isEqualTo(BURST);
        redis.flushAll();
        assertThat(granted("eve", BURST))
                .as("Redis has forgotten what was spent")
                .isEqualTo(BURST);
    }

    @Test
    void a_ticket_opens_one_stream_at_any_server() throws IOException {
        String ticket = first.anonymous()
                .as(token("ada"))
                .post("/v1/tickets", "")
                .json()
                .path("ticket")
                .textValue();
        String path = "/v1/events?ticket=" + ticket;

        try (BufferedReader stream = second.anonymous().stream(path, "Accept", "text/event-stream")) {
            assertThat(stream.readLine()).isEqualTo("retry: 2000");
        }
        assertThat(first.anonymous().status("GET", path, "", "Accept", "text/event-stream"))
                .isEqualTo(401);
    }
}
