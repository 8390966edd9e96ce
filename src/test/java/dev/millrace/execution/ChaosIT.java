package dev.millrace.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.Events;
import dev.millrace.testing.Events.Event;
import dev.millrace.testing.Http;
import dev.millrace.testing.TestServer;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that is killed again and again under load: what it accepted is never lost, and what it did, it knows. */
@Tag("long")
class ChaosIT {
    private static final int ROUNDS = 12;
    private static final int CLIENTS = 8;

    @TempDir
    private Path folder;

    private final Random random = new Random(20_261_122);
    private final Queue<String> accepted = new ConcurrentLinkedQueue<>();

    @Test
    void whatever_was_accepted_ends_and_finished_steps_are_not_repeated() throws Exception {
        Path data = folder.resolve("data");
        for (int round = 0; round < ROUNDS; round++) {
            try (TestServer server = TestServer.start(data)) {
                upload(server.http());
                loadUntilKilled(server, 30 + random.nextInt(120));
            }
        }
        try (TestServer server = TestServer.start(data)) {
            assertThat(accepted).hasSizeGreaterThan(ROUNDS * 20);
            for (String id : accepted) {
                assertThat(server.http().awaitEnd(id).path("status").textValue())
                        .as(id)
                        .isEqualTo("completed");
                assertConsistent(server.http(), id);
            }
        }
    }

    private void upload(Http http) {
        http.put("marking", """
                name: marking
                inputs: [{name: key, type: string, required: true}]
                states:
                  initial: a
                  a: {type: step, command: "echo a >> %1$s/{{.inputs.key}}", on_success: b}
                  b: {type: operation, operation: set, inputs: {seen: "{{.states.a.ExitCode}}"}, on_success: c}
                  c: {type: step, command: "echo c{{.states.b.Outputs.seen}} >> %1$s/{{.inputs.key}}", on_success: done}
                  done: {type: terminal}
                """.formatted(folder));
    }

    /** Clients start executions as fast as they can; the server is killed when so many more are accepted. */
    private void loadUntilKilled(TestServer server, int enough) throws InterruptedException {
        CountDownLatch reached = new CountDownLatch(enough);
        List<Thread> clients = new ArrayList<>();
        for (int client = 0; client < CLIENTS; client++) {
            clients.add(Thread.startVirtualThread(() -> start(server.http(), reached)));
        }
        reached.await();
        server.kill();
        for (Thread client : clients) {
            client.join();
        }
    }

    private void start(Http http, CountDownLatch reached) {
        try {
            while (true) {
                String key = "k" + Long.toString(System.nanoTime(), 36)
                        + Thread.currentThread().threadId();
                accepted.add(http.run("marking", "{\"key\":\"" + key + "\"}"));
                reached.countDown();
            }
        } catch (UncheckedIOException _) {
            // The server is gone: what had no answer was not accepted, as far as this client knows.
        }
    }

    private void assertConsistent(Http http, String id) throws Exception {
        List<Event> events = Events.all(http.stream("/v1/executions/" + id + "/events"));
        assertThat(events)
                .extracting(Event::id)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, events.size()).boxed().toList());
        assertThat(events.stream().filter(event -> event.type().matches("execution.(completed|failed|cancelled)")))
                .hasSize(1);

        String key = http.get("/v1/executions/" + id).json().at("/inputs/key").textValue();
        List<String> marks = Files.readAllLines(folder.resolve(key));
        long interruptions = events.stream()
                .filter(event -> event.type().equals("step.interrupted"))
                .count();
        Set<String> kinds = new HashSet<>(marks);
        assertThat(kinds).containsExactlyInAnyOrder("a", "c0");
        assertThat(marks.size()).as("only interrupted steps act twice").isBetween(2, 2 + (int) interruptions);
        assertThat(IntStream.range(1, marks.size()))
                .as("no step acts again after a later one")
                .noneMatch(i -> marks.get(i).equals("a") && marks.get(i - 1).equals("c0"));
    }
}
