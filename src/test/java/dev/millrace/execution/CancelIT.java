package dev.millrace.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.testing.Events;
import dev.millrace.testing.Http;
import dev.millrace.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Ending what runs: on request, by a timeout, and nothing is left of it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CancelIT {
    @TempDir
    private static Path data;

    @TempDir
    private Path folder;

    private TestServer server;
    private Http http;

    @BeforeAll
    void start() throws IOException {
        Path settings = Files.writeString(data.resolve("millrace.yaml"), "engine: {kill_grace: 300ms}\n");
        server = TestServer.start(data, "--config", settings.toString());
        http = server.http();
    }

    @AfterAll
    void stop() {
        server.close();
    }

    /** Runs one command, which writes process ids into the file `pids`, one a line; returns when there are so many. */
    private String running(String name, String command, int processes) {
        return running(name, command, "", processes);
    }

    private String running(String name, String command, String more, int processes) {
        http.put(name, """
                name: %s
                states:
                  initial: work
                  work:
                    type: step
                    command: |
                      cd %s
                      %s
                    %s
                    on_success: done
                  done: {type: terminal}
                """.formatted(name, folder, command, more));
        String id = http.run(name, "{}");
        await().until(() -> pids().size() >= processes);
        return id;
    }

    private List<Long> pids() throws IOException {
        Path file = folder.resolve("pids");
        return Files.exists(file)
                ? Files.readAllLines(file).stream().map(Long::parseLong).toList()
                : List.of();
    }

    private void assertNothingIsLeft() throws IOException {
        List<Long> pids = pids();
        await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> assertThat(pids)
                .noneMatch(
                        pid -> ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false)));
    }

    @Test
    void cancelling_ends_the_whole_process_group() throws Exception {
        String id = running("group", "sleep 300 & echo $! >> pids; echo $$ >> pids; wait", 2);

        assertThat(http.post("/executions/" + id + "/cancel", "").status()).isEqualTo(202);

        JsonNode execution = http.awaitEnd(id);
        assertThat(execution.path("status").textValue()).isEqualTo("cancelled");
        assertThat(execution.at("/steps/0/status").textValue()).isEqualTo("cancelled");
        assertThat(execution.at("/error/code").textValue()).isEqualTo("cancelled");
        assertNothingIsLeft();
    }

    @Test
    void a_command_that_ignores_the_signal_is_killed_after_the_grace_period() throws Exception {
        String id = running("stubborn", "trap '' TERM; echo $$ >> pids; while true; do sleep 0.1; done", 1);

        assertThat(http.send("DELETE", "/executions/" + id, "").status()).isEqualTo(202);

        assertThat(http.awaitEnd(id).path("status").textValue()).isEqualTo("cancelled");
        assertNothingIsLeft();
    }

    @Test
    void a_child_in_a_session_of_its_own_does_not_escape_cancellation() throws Exception {
        String id = running("escaping", "setsid sh -c 'echo $$ >> pids; sleep 300' & echo $$ >> pids; wait", 2);

        http.post("/executions/" + id + "/cancel", "");

        assertThat(http.awaitEnd(id).path("status").textValue()).isEqualTo("cancelled");
        assertNothingIsLeft();
    }

    @Test
    void a_timeout_ends_the_step_and_everything_it_started() throws Exception {
        String id = running("late", "sleep 300 & echo $! >> pids; echo $$ >> pids; wait", "timeout: 700ms", 2);

        JsonNode execution = http.awaitEnd(id);

        assertThat(execution.path("status").textValue()).isEqualTo("failed");
        assertThat(execution.at("/error/code").textValue()).isEqualTo("step-timeout");
        assertThat(execution.at("/error/message").textValue()).contains("timeout of 700ms");
        assertThat(execution.at("/steps/0/exit_code").intValue()).isEqualTo(-1);
        assertNothingIsLeft();
    }

    @Test
    void a_child_that_holds_the_output_open_does_not_hang_the_execution() throws Exception {
        Instant start = Instant.now();
        String id = running("holding", "sleep 300 & echo $! >> pids; echo said", 1);

        JsonNode execution = http.awaitEnd(id);

        assertThat(execution.path("status").textValue()).isEqualTo("completed");
        assertThat(execution.at("/steps/0/output").textValue()).isEqualTo("said\n");
        assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(20));
        assertNothingIsLeft();
    }

    @Test
    void a_retry_that_waits_is_cancelled_at_once() {
        String id = running("waiting", "echo $$ >> pids; exit 1", "retry: {max_attempts: 5, initial_delay: 1h}", 1);
        await().until(() -> http.get("/v1/executions/" + id)
                .json()
                .at("/steps/0/status")
                .asText()
                .equals("failed"));

        http.post("/executions/" + id + "/cancel", "");

        assertThat(http.awaitEnd(id).path("status").textValue()).isEqualTo("cancelled");
    }

    @Test
    void what_has_ended_cannot_be_cancelled() {
        http.put("over", "{name: over, states: {initial: done, done: {type: terminal}}}");
        String id = http.runToEnd("over", "{}").path("execution_id").textValue();

        Http.Reply refused = http.post("/v1/executions/" + id + "/cancel", "");

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.json().path("code").textValue()).isEqualTo("execution-ended");
        assertThat(http.post("/v1/executions/nobody/cancel", "").status()).isEqualTo(404);
    }

    @Test
    void a_cancellation_that_races_with_the_end_has_one_winner() throws Exception {
        http.put("racing", """
                name: racing
                states:
                  initial: one
                  one: {type: step, command: "true", on_success: done}
                  done: {type: terminal}
                """);
        for (int i : IntStream.range(0, 40).toArray()) {
            String id = http.run("racing", "{}");
            for (int looks = 0; looks < i % 8; looks++) {
                http.get("/v1/executions/" + id);
            }
            int answer = http.post("/v1/executions/" + id + "/cancel", "").status();
            String status = http.awaitEnd(id).path("status").textValue();

            assertThat(status).isEqualTo(answer == 202 ? "cancelled" : "completed");
            assertThat(Events.all(http.stream("/v1/executions/" + id + "/events")).stream()
                            .filter(event -> event.type().matches("execution.(completed|failed|cancelled)")))
                    .hasSize(1);
        }
    }
}
