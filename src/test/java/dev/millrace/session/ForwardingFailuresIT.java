package dev.millrace.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.testing.Http;
import dev.millrace.testing.Http.Reply;
import dev.millrace.testing.TestCluster;
import dev.millrace.testing.TestMariaDb;
import dev.millrace.testing.TestRedis;
import dev.millrace.testing.TestServer;
import dev.millrace.testing.WebSocketClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sessions at another server that is away, frozen, gone for good, or that knows another secret. */
@Tag("long")
class ForwardingFailuresIT {
    private static final String SLEEP = "{\"mode\":\"keyword\",\"keyword\":\"sleep\",\"params\":[50]}";

    /** A silent server is taken for dead after 10 s. */
    private static final Duration UNTIL_DEAD = Duration.ofSeconds(25);

    @TempDir
    private Path folder;

    private final TestRedis redis = TestRedis.start();
    private final String database = TestMariaDb.shared().newDatabase();
    private TestServer here = unstarted();

    @SuppressWarnings("NullAway") // started before each test
    private static TestServer unstarted() {
        return null;
    }

    @BeforeEach
    void start() {
        here = start("here", Map.of());
    }

    private TestServer start(String name, Map<String, String> more) {
        try {
            Map<String, String> settings = new HashMap<>(TestCluster.settings(database, redis.url()));
            settings.putAll(more);
            return TestServer.start(folder.resolve(name), settings);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @AfterEach
    void stop() {
        here.close();
        redis.close();
    }

    private static void signal(TestServer server, String name) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-" + name, String.valueOf(server.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    private static void awaitBusy(LiveSession session) {
        await("the keyword").until(() -> session.info().path("state").asText().equals("busy"));
    }

    private static String code(Reply reply) {
        return reply.status() + " " + reply.json().path("code").asText();
    }

    @Test
    void who_waits_for_a_killed_server_is_told_and_its_sessions_are_gone() throws Exception {
        try (TestServer holder = start("there", Map.of())) {
            LiveSession session = LiveSession.start(here.http().at(holder), "htmlunit");
            LiveSession from = session.from(here.http());
            WebSocketClient socket = WebSocketClient.open(here);
            socket.send("{\"type\":\"subscribe\",\"topics\":[\"session:%s\"]}".formatted(session.id()));
            socket.next("subscribed");
            CompletableFuture<Reply> keyword =
                    CompletableFuture.supplyAsync(() -> here.http().post(session.path("/action"), SLEEP));
            awaitBusy(from);

            holder.kill();

            assertThat(code(keyword.join())).isEqualTo("503 node-unreachable");
            assertThat(socket.next("ended").at("/problem/status").intValue()).isEqualTo(503);
            assertThat(code(here.http().get(session.path("")))).isEqualTo("503 node-unreachable");
            Reply list = here.http().get("/v1/sessions");
            assertThat(list.json().path("missing_nodes")).hasSize(1);
            await("the server to be taken for dead").atMost(UNTIL_DEAD).untilAsserted(() -> {
                assertThat(code(here.http().get(session.path("")))).isEqualTo("404 node-gone");
                assertThat(here.http().get("/v1/sessions").json().has("missing_nodes"))
                        .isFalse();
            });
            socket.close();
        }
    }

    @Test
    void who_waits_for_a_frozen_server_is_told_when_it_is_taken_for_dead() throws Exception {
        try (TestServer holder = start("there", Map.of())) {
            LiveSession session = LiveSession.start(here.http().at(holder), "htmlunit");
            signal(holder, "STOP");
            try {
                Reply reply = here.http().get(session.path(""));
                assertThat(code(reply)).isIn("503 node-unreachable", "404 node-gone");
            } finally {
                signal(holder, "CONT");
            }
        }
    }

    @Test
    void a_recording_is_back_when_its_server_is() throws Exception {
        String path;
        try (TestServer holder = start("there", Map.of())) {
            LiveSession session = LiveSession.startWith(
                    here.http().at(holder), "{\"driver_sources\":[\"htmlunit\"],\"recording\":true}");
            session.stop();
            path = "/v1/recordings/" + session.id();
            assertThat(here.http().get(path).status()).isEqualTo(200);
            holder.terminate();
        }
        assertThat(code(here.http().get(path))).isEqualTo("404 node-gone");
        try (TestServer _ = start("there", Map.of())) {
            assertThat(here.http().get(path).status()).isEqualTo(200);
        }
    }

    @Test
    void a_server_with_another_secret_is_not_believed_and_that_is_said() {
        try (TestServer other = start("there", Map.of("CLUSTER_SECRET", "another secret than that of the other one"))) {
            LiveSession session = LiveSession.start(here.http().at(other), "htmlunit");

            Reply reply = here.http().get(session.path(""));

            assertThat(code(reply)).isEqualTo("503 node-unreachable");
            assertThat(reply.json().path("detail").asText()).contains("cluster.secret");
        }
    }

    @Test
    void a_server_without_an_address_is_not_reached_and_that_is_said() {
        try (TestServer other = start("there", Map.of("CLUSTER_ADDRESS", ""))) {
            LiveSession session = LiveSession.start(here.http().at(other), "htmlunit");

            Reply reply = here.http().get(session.path(""));

            assertThat(code(reply)).isEqualTo("503 node-unreachable");
            assertThat(reply.json().path("detail").asText()).contains("cluster.address");
        }
    }

    @Test
    void limits_count_a_request_that_is_handed_on_once() {
        Map<String, String> narrow = Map.of("API_RATE_LIMIT_REQUESTS_PER_MINUTE", "60", "API_RATE_LIMIT_BURST", "1000");
        try (TestServer holder = start("there", narrow);
                TestServer counting = start("counting", narrow)) {
            Http ada = here.user("counted-ada");
            LiveSession session = LiveSession.start(ada.at(holder), "htmlunit");

            int before = left(ada.at(counting).get(session.path("")));
            int after = left(ada.at(counting).get(session.path("")));

            assertThat(before - after).isBetween(0, 1);
        }
    }

    private static int left(Reply reply) {
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        String limit = reply.header("RateLimit");
        return Integer.parseInt(limit.replaceAll(".*r=(\\d+).*", "$1"));
    }
}
