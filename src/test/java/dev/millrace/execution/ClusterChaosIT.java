package dev.millrace.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.testing.Events;
import dev.millrace.testing.Events.Event;
import dev.millrace.testing.Http;
import dev.millrace.testing.TestMariaDb;
import dev.millrace.testing.TestRedis;
import dev.millrace.testing.TestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three servers on one database and one Redis under load, while one after the other is killed, frozen and cut off, the database
 * is killed, and Redis is killed and made to forget: what was accepted ends, nothing that has ended is done again, nothing moves
 * away from a server that is well, whatever becomes of Redis, and nobody gets more than they may.
 * For two minutes, or as many seconds as the variable CHAOS_SECONDS says.
 */
@Tag("long")
class ClusterChaosIT {
    private static final Logger LOG = Logger.getLogger(ClusterChaosIT.class);
    private static final Duration LENGTH =
            Duration.ofSeconds(Long.parseLong(System.getenv().getOrDefault("CHAOS_SECONDS", "120")));

    /** Longer than a node may be silent before others take it for dead, and look for what it has left. */
    private static final int OUT_SECONDS = 13;

    private static final Duration SETTLED = Duration.ofSeconds(20);
    private static final int NODES = 3;
    private static final long STOCK = 1_000_000;

    @TempDir
    private Path folder;

    private final TestMariaDb mariaDb = TestMariaDb.start();
    private final String database = mariaDb.newDatabase();
    private final TestRedis redis = TestRedis.start();
    private final Random random = new Random();
    private final List<ChaosNode> nodes = new ArrayList<>();
    private final List<Thread> clients = new ArrayList<>();
    private final Queue<String> accepted = new ConcurrentLinkedQueue<>();
    private final AtomicInteger ordered = new AtomicInteger();
    private final CountDownLatch over = new CountDownLatch(1);
    private Optional<TestServer> reader = Optional.empty();

    /** What happens to the cluster. */
    private enum Blow {
        KILL,
        KILL_AND_START_AT_ONCE,
        FREEZE,
        CUT_OFF,
        CUT_OFF_FOR_A_MOMENT,
        KILL_THE_DATABASE,
        FLUSH_REDIS,
        KILL_REDIS,
        CUT_OFF_FROM_REDIS
    }

    @AfterEach
    void stop() {
        over.countDown();
        reader.ifPresent(TestServer::close);
        nodes.forEach(ChaosNode::close);
        redis.close();
        mariaDb.close();
    }

    @Test
    void whatever_happens_to_nodes_and_database_what_was_accepted_is_done_once() throws Exception {
        for (int i = 0; i < NODES; i++) {
            nodes.add(new ChaosNode(
                    folder.resolve("node-" + i),
                    mariaDb,
                    database,
                    redis,
                    nodes.stream().map(ChaosNode::key).findFirst()));
        }
        upload(nodes.getFirst().http());
        long product = product(nodes.getFirst().http());
        awaitAllUp();
        for (int i = 0; i < NODES; i++) {
            ChaosNode node = nodes.get(i);
            String starter = newKey("starter-" + i);
            String customer = newKey("customer-" + i);
            clients.add(Thread.startVirtualThread(() -> start(node, starter)));
            clients.add(Thread.startVirtualThread(() -> order(node, customer, product)));
        }
        GreedyCaller greedy = new GreedyCaller(newKey("greedy"), nodes);
        clients.add(Thread.startVirtualThread(() -> askMuch(greedy)));

        rage(greedy);
        over.countDown();
        for (Thread client : clients) {
            client.join();
        }

        greedy.assertHeldToTheLimit();

        // Another server for who looks at everything at once, which the others do not let.
        reader = Optional.of(TestServer.start(folder.resolve("reader"), Map.of("DATABASE_URL", database)));
        Http http = reader.orElseThrow().anonymous().as(nodes.getFirst().key());
        assertThat(accepted).hasSizeGreaterThan((int) LENGTH.toSeconds());
        for (String id : accepted) {
            assertThat(http.awaitEnd(id).path("status").textValue()).as(id).isEqualTo("completed");
            assertConsistent(http, id);
        }
        assertThat(STOCK
                        - http.get("/v1/products/" + product)
                                .json()
                                .path("stock")
                                .asLong())
                .isEqualTo(ordered.get())
                .isPositive();
        LOG.infof("%d executions and %d orders came through", accepted.size(), ordered.get());
    }

    private void upload(Http http) {
        http.put("marking", """
                name: marking
                inputs: [{name: key, type: string, required: true}]
                states:
                  initial: a
                  a: {type: step, command: "echo a $MILLRACE_NODE $(date +%%s%%3N) >> %1$s/{{.inputs.key}}; sleep 0.2", on_success: b}
                  b: {type: operation, operation: set, inputs: {seen: "{{.states.a.ExitCode}}"}, on_success: c}
                  c: {type: step, command: "echo c $MILLRACE_NODE $(date +%%s%%3N) >> %1$s/{{.inputs.key}}; sleep 0.2", on_success: done}
                  done: {type: terminal}
                """.formatted(folder));
    }

    private static long product(Http http) {
        Http.Reply made = http.post("/v1/products", "{\"name\":\"counted\",\"price\":1,\"stock\":%d}".formatted(STOCK));
        assertThat(made.status()).isEqualTo(201);
        return made.json().path("id").asLong();
    }

    /** A key of somebody who has a limit of their own. */
    private String newKey(String user) {
        return nodes.getFirst()
                .http()
                .post("/v1/api-keys", "{\"name\":\"x\",\"user_id\":\"%s\",\"scopes\":[\"admin\"]}".formatted(user))
                .json()
                .path("key")
                .textValue();
    }

    private void askMuch(GreedyCaller greedy) {
        while (pause(20)) {
            greedy.ask();
        }
    }

    /** Starts executions until it is over. What has no answer was not accepted, as far as this client knows. */
    private void start(ChaosNode node, String key) {
        while (pause(60)) {
            try {
                String inputs = "{\"inputs\":{\"key\":\"k%s\"}}"
                        .formatted(UUID.randomUUID().toString().replace("-", ""));
                Http.Reply reply = node.as(key).post("/v1/workflows/marking/run", inputs);
                if (reply.status() == 202) {
                    accepted.add(reply.json().path("execution_id").textValue());
                }
            } catch (UncheckedIOException _) {
                // The node is gone for now.
            }
        }
    }

    /** Orders one piece after the other, each again under the same key, here or there, until it knows that it was taken. */
    private void order(ChaosNode usual, String key, long product) {
        while (pause(60)) {
            String order = UUID.randomUUID().toString();
            ChaosNode node = usual;
            while (!isTaken(node.as(key), product, order)) {
                pause(60);
                node = nodes.get(random.nextInt(NODES));
            }
            ordered.incrementAndGet();
        }
    }

    private static boolean isTaken(Http http, long product, String order) {
        try {
            String body = "{\"product_id\":%d,\"quantity\":1}".formatted(product);
            return http.send("POST", "/v1/orders", body, "Content-Type", "application/json", "Idempotency-Key", order)
                            .status()
                    == 201;
        } catch (UncheckedIOException _) {
            return false;
        }
    }

    /** Waits for so many milliseconds; false when it is over. */
    private boolean pause(long millis) {
        try {
            return !over.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Deals blows, all kinds of them in a random order again and again, until the time is over. */
    private void rage(GreedyCaller greedy) throws Exception {
        long end = System.nanoTime() + LENGTH.toNanos();
        List<Blow> blows = new ArrayList<>();
        pause(OUT_SECONDS * 1000);
        while (System.nanoTime() < end) {
            if (blows.isEmpty()) {
                blows.addAll(List.of(Blow.values()));
                Collections.shuffle(blows, random);
            }
            deal(blows.removeLast(), random.nextInt(NODES), greedy);
            pause(1000L + random.nextInt(3000));
        }
    }

    private void deal(Blow blow, int number, GreedyCaller greedy) throws Exception {
        LOG.infof("%s, node %d; %d executions so far", blow, number, accepted.size());
        ChaosNode node = nodes.get(number);
        switch (blow) {
            case KILL -> {
                node.kill();
                pause(OUT_SECONDS * 1000);
                node.startAgain();
            }
            case KILL_AND_START_AT_ONCE -> {
                node.kill();
                node.startAgain();
            }
            case FREEZE -> {
                node.freeze();
                pause(OUT_SECONDS * 1000);
                node.wake();
            }
            case CUT_OFF -> {
                node.cutOff();
                pause(OUT_SECONDS * 1000);
                node.heal();
            }
            case CUT_OFF_FOR_A_MOMENT -> {
                node.cutOff();
                pause(3000);
                node.heal();
            }
            case KILL_THE_DATABASE -> {
                mariaDb.kill();
                pause(random.nextInt(4000));
                mariaDb.startAgain();
            }
            case FLUSH_REDIS -> {
                greedy.redisForgot();
                redis.flushAll();
            }
            case KILL_REDIS -> {
                greedy.redisWasAway();
                greedy.redisForgot();
                redis.kill();
                pause(random.nextInt(4000));
                redis.startAgain();
            }
            case CUT_OFF_FROM_REDIS -> {
                long begin = System.nanoTime();
                node.cutOffFromRedis();
                pause(OUT_SECONDS * 1000);
                node.healRedis();
                greedy.oneWasWithoutRedis(Duration.ofNanos(System.nanoTime() - begin));
            }
        }
        awaitAllUp();
    }

    private void awaitAllUp() {
        await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> nodes.stream()
                .allMatch(node -> node.isWell(NODES)));
    }

    private void assertConsistent(Http http, String id) throws Exception {
        List<Event> events = Events.all(http.stream("/v1/executions/" + id + "/events"));
        assertThat(events)
                .extracting(Event::id)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, events.size()).boxed().toList());
        assertThat(events.stream().filter(event -> event.type().matches("execution.(completed|failed|cancelled)")))
                .hasSize(1);

        JsonNode execution = http.get("/v1/executions/" + id).json();
        List<Mark> marks = marks(execution.at("/inputs/key").textValue());
        for (String step : List.of("a", "c")) {
            long interruptions = events.stream()
                    .filter(event -> event.type().equals("step.interrupted"))
                    .filter(event -> event.data().path("step").asText().equals(step))
                    .count();
            assertThat(marks.stream().filter(mark -> mark.step().equals(step)).count())
                    .as("%s: only interrupted attempts at %s are made again: %s", id, step, marks)
                    .isBetween(1L, 1 + interruptions);
        }
        assertMovedForAReason(id, marks);
    }

    private record Mark(String step, String node, long at) {}

    private List<Mark> marks(String name) throws IOException {
        return Files.readAllLines(folder.resolve(name)).stream()
                .map(line -> line.split(" "))
                .map(words -> new Mark(words[0], words[1], Long.parseLong(words[2])))
                .toList();
    }

    private void assertMovedForAReason(String id, List<Mark> marks) throws IOException {
        for (int i = 1; i < marks.size(); i++) {
            Mark before = marks.get(i - 1);
            Mark after = marks.get(i);
            if (!before.node().equals(after.node())) {
                assertThat(node(before.node()).wasDisrupted(before.at(), after.at(), SETTLED.toMillis()))
                        .as("%s has left a node that was well: %s", id, marks)
                        .isTrue();
            }
        }
    }

    private ChaosNode node(String id) throws IOException {
        for (ChaosNode node : nodes) {
            if (node.id().equals(id)) {
                return node;
            }
        }
        throw new AssertionError("no node is " + id);
    }
}
