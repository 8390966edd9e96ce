package dev.millrace.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.testing.Events;
import dev.millrace.testing.Events.Event;
import dev.millrace.testing.Http;
import dev.millrace.testing.TestCluster;
import dev.millrace.testing.TestMariaDb;
import dev.millrace.testing.TestServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several servers on one MariaDB. */
class ClusterIT {
    private static final Duration TAKE_OVER = Duration.ofSeconds(15);
    private static final Executor THREADS = Thread::startVirtualThread;

    @TempDir
    private Path folder;

    private final String database = TestMariaDb.shared().newDatabase();
    private final List<TestServer> servers = new CopyOnWriteArrayList<>();

    @AfterEach
    void stop() {
        servers.forEach(TestServer::close);
    }

    private TestServer start(String name, Map<String, String> settings) {
        Map<String, String> environment = new HashMap<>(settings);
        environment.put("DATABASE_URL", database);
        TestServer server = TestServer.start(folder.resolve(name), environment);
        servers.add(server);
        return server;
    }

    /** A client for a server that may do everything: the first server has made the key. */
    private Http http(TestServer server) {
        return server.anonymous().as(servers.getFirst().key().orElseThrow());
    }

    /** Three steps that write down that they ran; the second one waits for a file. */
    private void putThreeSteps(Http http) {
        http.put("three", """
                name: three
                states:
                  initial: first
                  first: {type: step, command: "echo first >> %1$s/log", on_success: second}
                  second:
                    type: step
                    command: "echo second >> %1$s/log; while ! [ -f %1$s/gate ]; do sleep 0.05; done"
                    on_success: third
                  third: {type: step, command: "echo third >> %1$s/log", on_success: done}
                  done: {type: terminal}
                """.formatted(folder));
    }

    private List<String> log() throws IOException {
        Path file = folder.resolve("log");
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    private static List<Event> events(Http http, String id) throws IOException {
        return Events.all(http.stream("/v1/executions/" + id + "/events"));
    }

    private static void signal(String name, TestServer server) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + name, String.valueOf(server.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    private static JsonNode node(Http http, TestServer server) throws IOException {
        String id = Files.readString(server.dataDir().resolve("node-id")).strip();
        for (JsonNode node : http.get("/v1/admin/nodes").json().path("items")) {
            if (node.path("id").textValue().equals(id)) {
                return node;
            }
        }
        throw new AssertionError("the node is not listed");
    }

    /** Until it has seen the database for long enough to take others for dead. */
    private static void awaitJudgement(Http http, TestServer server) {
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            JsonNode node = node(http, server);
            Instant start = Instant.parse(node.path("started_at").textValue());
            return Instant.parse(node.path("last_seen").textValue()).isAfter(start.plusSeconds(12));
        });
    }

    @Test
    void what_a_killed_server_worked_on_goes_on_at_another_one() throws Exception {
        TestServer survivor = start("survivor", Map.of());
        TestServer victim = start("victim", Map.of());
        Http http = http(survivor);
        putThreeSteps(http(victim));
        String id = http(victim).run("three", "{}");
        await().until(() -> log().contains("second"));
        awaitJudgement(http, survivor);

        victim.kill();
        Files.createFile(folder.resolve("gate"));

        await().atMost(TAKE_OVER).until(() -> log().contains("third"));
        assertThat(http.awaitEnd(id).path("status").textValue()).isEqualTo("completed");
        assertThat(log()).containsExactly("first", "second", "second", "third");
        assertThat(events(http, id))
                .extracting(Event::type)
                .containsSubsequence("execution.resumed", "step.interrupted", "execution.completed");
        assertThat(node(http, victim).path("state").textValue()).isEqualTo("left");
    }

    @Test
    @Tag("long")
    void a_server_that_was_frozen_for_too_long_writes_nothing_when_it_wakes() throws Exception {
        TestServer survivor = start("survivor", Map.of());
        TestServer zombie = start("zombie", Map.of());
        Http http = http(survivor);
        putThreeSteps(http);
        String id = http(zombie).run("three", "{}");
        await().until(() -> log().contains("second"));

        signal("STOP", zombie);
        await().atMost(Duration.ofSeconds(60)).until(() -> log().equals(List.of("first", "second", "second")));
        Files.createFile(folder.resolve("gate"));
        assertThat(http.awaitEnd(id).path("status").textValue()).isEqualTo("completed");
        List<Event> before = events(http, id);
        signal("CONT", zombie);

        await().atMost(Duration.ofSeconds(30)).until(() -> zombie.log().contains("took this node for dead"));
        await().atMost(Duration.ofSeconds(30))
                .until(() -> node(http, zombie).path("state").textValue().equals("up"));
        String next = http(zombie).runToEnd("three", "{}").path("execution_id").textValue();
        assertThat(http.get("/v1/executions/" + next).json().path("status").textValue())
                .isEqualTo("completed");
        assertThat(events(http, id)).isEqualTo(before);
        assertThat(before)
                .extracting(Event::id)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, before.size()).boxed().toList());
        assertThat(log()).containsExactly("first", "second", "second", "third", "first", "second", "third");
    }

    @Test
    @Tag("long")
    void one_of_three_servers_takes_up_what_a_dead_and_a_frozen_one_worked_on() throws Exception {
        TestServer survivor = start("survivor", Map.of());
        TestServer dead = start("dead", Map.of());
        TestServer frozen = start("frozen", Map.of());
        Http http = http(survivor);
        putThreeSteps(http);
        List<String> ids =
                List.of(http(dead).run("three", "{}"), http(frozen).run("three", "{}"), http.run("three", "{}"));
        await().until(() -> Collections.frequency(log(), "second") == 3);
        awaitJudgement(http, survivor);

        dead.kill();
        signal("STOP", frozen);
        await().atMost(TAKE_OVER).until(() -> Collections.frequency(log(), "second") == 5);
        Files.createFile(folder.resolve("gate"));

        for (String id : ids) {
            assertThat(http.awaitEnd(id).path("status").textValue()).isEqualTo("completed");
        }
        List<List<Event>> before = new ArrayList<>();
        for (String id : ids) {
            before.add(events(http, id));
        }
        signal("CONT", frozen);
        await().atMost(Duration.ofSeconds(30)).until(() -> frozen.log().contains("took this node for dead"));
        for (int i = 0; i < ids.size(); i++) {
            assertThat(events(http, ids.get(i))).isEqualTo(before.get(i));
        }
        assertThat(before.getLast()).extracting(Event::type).doesNotContain("execution.resumed");
        assertThat(Collections.frequency(log(), "first")).isEqualTo(3);
        assertThat(Collections.frequency(log(), "third")).isEqualTo(3);
    }

    @Test
    void a_cancellation_reaches_the_server_that_runs_the_execution_with_redis_and_without() throws Exception {
        TestCluster cluster = TestCluster.shared();
        putThreeSteps(cluster.here());
        assertCancelledFromElsewhere(cluster);

        cluster.redis().kill();
        Files.delete(folder.resolve("log"));
        assertCancelledFromElsewhere(cluster);
    }

    private void assertCancelledFromElsewhere(TestCluster cluster) throws Exception {
        String id = cluster.here().run("three", "{}");
        await().until(() -> log().contains("second"));

        assertThat(cluster.there().post("/v1/executions/" + id + "/cancel", "").status())
                .isEqualTo(202);

        assertThat(cluster.there().awaitEnd(id).path("status").textValue()).isEqualTo("cancelled");
        assertThat(log()).containsExactly("first", "second");
    }

    @Test
    void servers_share_a_queue_and_run_nothing_twice() throws Exception {
        Map<String, String> few = Map.of("ENGINE_MAX_EXECUTIONS", "2");
        TestServer first = start("first", few);
        TestServer second = start("second", few);
        http(first).put("once", """
                name: once
                states:
                  initial: only
                  only: {type: step, command: "echo once >> %s/log; sleep 0.2", on_success: done}
                  done: {type: terminal}
                """.formatted(folder));
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            ids.add(http(first).run("once", "{}"));
        }

        assertThat(ids).allSatisfy(id -> assertThat(
                        http(second).awaitEnd(id).path("status").textValue())
                .isEqualTo("completed"));
        assertThat(log()).hasSize(40);
        assertThat(ended(first)).isPositive();
        assertThat(ended(second)).isPositive();
        assertThat(ended(first) + ended(second)).isEqualTo(40);
    }

    private static long ended(TestServer server) {
        return server.log()
                .lines()
                .filter(line -> line.contains(" completed after "))
                .count();
    }

    @Test
    @Tag("long")
    void a_drained_node_hands_over_what_it_works_on_and_takes_nothing_new() throws Exception {
        TestServer stays = start("stays", Map.of());
        TestServer leaves = start("leaves", Map.of("ENGINE_SHUTDOWN_TIMEOUT", "200ms", "ENGINE_KILL_GRACE", "100ms"));
        Http http = http(stays);
        putThreeSteps(http);
        String id = http(leaves).run("three", "{}");
        await().until(() -> log().contains("second"));

        String node = node(http, leaves).path("id").textValue();
        Http.Reply reply = http.post("/v1/admin/nodes/" + node + "/drain", "");

        assertThat(reply.status()).isEqualTo(202);
        assertThat(reply.json().path("state").textValue()).isEqualTo("draining");
        await().atMost(TAKE_OVER)
                .until(() -> node(http, leaves).path("state").textValue().equals("left"));
        assertThat(http(leaves).get("/health/ready").status()).isEqualTo(503);
        Files.createFile(folder.resolve("gate"));
        assertThat(http.awaitEnd(id).path("status").textValue()).isEqualTo("completed");
        assertThat(log()).containsExactly("first", "second", "second", "third");
        String later = http(leaves).run("three", "{}");
        assertThat(http.awaitEnd(later).path("status").textValue()).isEqualTo("completed");
        assertThat(stays.log()).contains(later);
        assertThat(http.post("/v1/admin/nodes/" + node + "/drain", "").status()).isEqualTo(409);
    }

    @Test
    void servers_that_start_at_once_on_an_empty_database_make_one_schema_and_one_first_key() {
        List<CompletableFuture<TestServer>> starts = Stream.of("a", "b", "c")
                .map(name -> CompletableFuture.supplyAsync(() -> start(name, Map.of()), THREADS))
                .toList();
        starts.forEach(CompletableFuture::join);

        List<TestServer> withKey =
                servers.stream().filter(server -> server.key().isPresent()).toList();
        assertThat(withKey).hasSize(1);
        String key = withKey.getFirst().key().orElseThrow();
        assertThat(servers).allSatisfy(server -> {
            JsonNode nodes =
                    server.anonymous().as(key).get("/v1/admin/nodes").json().path("items");
            assertThat(nodes.findValuesAsText("state")).containsExactly("up", "up", "up");
        });
    }

    @Test
    void a_server_with_another_key_for_secrets_is_refused() {
        Http http = http(start("first", Map.of("SECRETS_KEY", key('a'))));
        assertThat(http.send(
                                "PUT",
                                "/v1/admin/secrets/token",
                                "{\"value\": \"hunter2\"}",
                                "Content-Type",
                                "application/json")
                        .status())
                .isEqualTo(201);

        assertThatThrownBy(() -> start("other", Map.of("SECRETS_KEY", key('b'))))
                .hasStackTraceContaining("encrypt with another key")
                .hasStackTraceContaining("secrets.key");
        assertThatThrownBy(() -> start("none", Map.of())).hasStackTraceContaining("encrypt with another key");
        start("same", Map.of("SECRETS_KEY", key('a')));
    }

    @Test
    void of_several_servers_without_a_key_for_secrets_none_makes_one() {
        TestCluster cluster = TestCluster.shared();

        Http.Reply reply = cluster.here()
                .send("PUT", "/v1/admin/secrets/token", "{\"value\": \"hunter2\"}", "Content-Type", "application/json");

        assertThat(reply.status()).isEqualTo(409);
        assertThat(reply.body()).contains("secrets-key-unusable").contains("secrets.key");
        assertThat(cluster.first().dataDir().resolve("secrets.key")).doesNotExist();
    }

    private static String key(char filling) {
        return Base64.getEncoder()
                .encodeToString(String.valueOf(filling).repeat(32).getBytes(StandardCharsets.UTF_8));
    }
}
