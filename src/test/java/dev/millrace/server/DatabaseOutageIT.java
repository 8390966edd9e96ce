package dev.millrace.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.testing.Http;
import dev.millrace.testing.TestMariaDb;
import dev.millrace.testing.TestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server whose database server goes away and comes back. */
@Tag("long")
class DatabaseOutageIT {
    private static final int CLIENTS = 4;

    /** It reads while it runs: the workflow that it calls. */
    private static final String PARENT = """
            name: parent
            states:
              initial: first
              first: {type: step, command: "echo 1", on_success: call}
              call: {type: call_workflow, workflow: child, on_success: last, on_failure: broken}
              last: {type: step, command: "echo 2", on_success: done}
              done: {type: terminal}
              broken: {type: terminal, status: failure}
            """;

    private static final String CHILD = """
            name: child
            states:
              initial: only
              only: {type: step, command: "sleep 0.2", on_success: done}
              done: {type: terminal}
            """;

    @TempDir
    private Path folder;

    private final Queue<String> accepted = new ConcurrentLinkedQueue<>();
    private TestMariaDb mariaDb = unstarted();

    @SuppressWarnings("NullAway") // set before each test
    private static TestMariaDb unstarted() {
        return null;
    }

    @BeforeEach
    void start() {
        mariaDb = TestMariaDb.start();
    }

    @AfterEach
    void stop() {
        mariaDb.close();
    }

    private TestServer server(String name, String url) {
        return TestServer.start(folder.resolve(name), Map.of("DATABASE_URL", url));
    }

    @Test
    void a_server_waits_for_its_database_and_heals_when_it_was_gone() throws Exception {
        String url = mariaDb.newDatabase();
        mariaDb.kill();
        CompletableFuture<TestServer> starting = CompletableFuture.supplyAsync(() -> server("data", url));
        await().atMost(Duration.ofSeconds(30))
                .until(() -> printed("data"), text -> text.contains("Waiting for the database"));
        assertThat(starting).isNotDone();
        mariaDb.startAgain();
        try (TestServer server = starting.join()) {
            server.http().put("child", CHILD);
            server.http().put("parent", PARENT);
            outlivesTheDatabase(server.http());
        }
        assertThat(printed("data")).doesNotContain("p@ss").doesNotContain("p%40ss");
    }

    private void outlivesTheDatabase(Http http) throws Exception {
        AtomicBoolean enough = new AtomicBoolean();
        List<Thread> clients = IntStream.range(0, CLIENTS)
                .mapToObj(_ -> Thread.startVirtualThread(() -> start(http, enough)))
                .toList();
        await().atMost(Duration.ofSeconds(60)).until(() -> accepted.size() >= 20);

        mariaDb.kill();
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            Http.Reply down = http.get("/health/ready");
            assertThat(down.status()).isEqualTo(503);
            assertThat(down.body()).contains("mysql", "not usable").doesNotContain("p@ss");
        });
        assertThat(http.get("/health/live").status()).isEqualTo(200);
        assertThat(http.get("/v1/executions").status()).isEqualTo(503);

        mariaDb.startAgain();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> http.get("/health/ready").status() == 200);
        int before = accepted.size();
        await().atMost(Duration.ofSeconds(30)).until(() -> accepted.size() > before);
        enough.set(true);
        for (Thread client : clients) {
            client.join();
        }
        assertThat(accepted)
                .allSatisfy(id ->
                        assertThat(http.awaitEnd(id).path("status").textValue()).isEqualTo("completed"));
        assertThat(http.get("/v1/executions?workflow=parent&status=running")
                        .json()
                        .path("items"))
                .isEmpty();
    }

    private void start(Http http, AtomicBoolean enough) {
        while (!enough.get()) {
            Http.Reply reply = http.post("/v1/workflows/parent/run", "{}");
            if (reply.status() == 202) {
                accepted.add(reply.json().path("execution_id").textValue());
            } else {
                assertThat(reply.status()).as(reply.body()).isEqualTo(503);
            }
        }
    }

    private String printed(String name) {
        Path data = folder.resolve(name);
        if (!Files.isDirectory(data)) {
            return "";
        }
        try (Stream<Path> logs = Files.list(data)) {
            StringBuilder text = new StringBuilder();
            for (Path log : logs.filter(file -> file.getFileName().toString().matches("server-.*\\.log"))
                    .toList()) {
                text.append(Files.readString(log));
            }
            return text.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
