package dev.millrace.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.testing.Http;
import dev.millrace.testing.TestCluster;
import dev.millrace.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Workflows of which only so many executions may run at a time. */
class WorkflowLimitIT {
    @TempDir
    private Path folder;

    /** Its executions write down when they begin and end, and wait for a file in between. */
    private void putLimited(Http http, int concurrency) {
        http.put("limited", """
                name: limited
                concurrency: %1$d
                states:
                  initial: only
                  only:
                    type: step
                    command: "echo + >> %2$s/log; while ! [ -f %2$s/gate ]; do sleep 0.05; done; sleep 0.1; echo - >> %2$s/log"
                    on_success: done
                  done: {type: terminal}
                """.formatted(concurrency, folder));
    }

    private static List<String> run(Http http, int times) {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            ids.add(http.run("limited", "{}"));
        }
        return ids;
    }

    private List<String> log() throws IOException {
        Path file = folder.resolve("log");
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    private int mostAtATime() throws IOException {
        int present = 0;
        int most = 0;
        for (String line : log()) {
            present += line.equals("+") ? 1 : -1;
            most = Math.max(most, present);
        }
        return most;
    }

    private static String status(Http http, String id) {
        return http.get("/v1/executions/" + id).json().path("status").textValue();
    }

    @Test
    void no_more_run_than_the_workflow_allows_and_others_are_not_held_up() throws Exception {
        Http http = TestServer.shared().http();
        putLimited(http, 2);
        http.put("free", "name: free\nstates:\n  initial: done\n  done: {type: terminal}\n");

        List<String> ids = run(http, 5);
        await().until(() -> log().size() == 2);
        assertThat(http.runToEnd("free", "{}").path("status").textValue()).isEqualTo("completed");
        assertThat(ids.subList(2, 5))
                .allSatisfy(id -> assertThat(status(http, id)).isEqualTo("queued"));
        http.post("/v1/executions/" + ids.getLast() + "/cancel", "");
        assertThat(http.awaitEnd(ids.getLast()).path("status").textValue()).isEqualTo("cancelled");

        await().untilAsserted(() -> assertThat(metrics())
                .as("more servers would help none of them")
                .contains("millrace_executions_limited 2.0", "millrace_executions_queued 0.0"));

        Files.createFile(folder.resolve("gate"));
        assertThat(ids.subList(0, 4))
                .allSatisfy(id ->
                        assertThat(http.awaitEnd(id).path("status").textValue()).isEqualTo("completed"));
        assertThat(mostAtATime()).isEqualTo(2);
        assertThat(log()).hasSize(8);
        await().untilAsserted(() -> assertThat(metrics()).contains("millrace_executions_limited 0.0"));
    }

    private static String metrics() {
        return TestServer.shared().anonymous().get("/metrics").body();
    }

    @Test
    void a_server_that_dies_keeps_the_places_for_what_it_ran() throws Exception {
        List<String> ids;
        try (TestServer server = TestServer.start(folder.resolve("data"))) {
            putLimited(server.http(), 1);
            ids = run(server.http(), 3);
            await().until(() -> log().size() == 1);
            server.kill();
        }
        try (TestServer server = TestServer.start(folder.resolve("data"))) {
            Http http = server.http();
            await().until(() -> log().size() == 2);
            Files.createFile(folder.resolve("gate"));

            assertThat(ids).allSatisfy(id -> assertThat(
                            http.awaitEnd(id).path("status").textValue())
                    .isEqualTo("completed"));
            assertThat(log()).containsExactly("+", "+", "-", "+", "-", "+", "-");
        }
    }

    @Test
    void the_limit_holds_for_all_servers_together() throws Exception {
        Http here = TestCluster.shared().here();
        Http there = TestCluster.shared().there();
        Files.createFile(folder.resolve("gate"));
        putLimited(here, 3);
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 15; i++) {
            ids.addAll(run(here, 1));
            ids.addAll(run(there, 1));
        }

        assertThat(ids)
                .allSatisfy(id -> assertThat(there.awaitEnd(id).path("status").textValue())
                        .isEqualTo("completed"));
        assertThat(mostAtATime()).isEqualTo(3);
        assertThat(log()).hasSize(60);
    }
}
