package dev.millrace.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.testing.Http;
import dev.millrace.testing.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server's own log of executions: each line carries the id of the request that started the execution. */
class ServerLogIT {
    @TempDir
    private Path folder;

    /** The lines about executions, when there are that many of a request. */
    private static List<String> lines(TestServer server, String requestId, int least) {
        return await().until(
                        () -> server.log()
                                .lines()
                                .filter(line -> line.contains(" - dev.millrace.execution - "))
                                .filter(line -> line.contains("[" + requestId + "]"))
                                .toList(),
                        found -> found.size() >= least);
    }

    private static String run(Http http, String workflow, String requestId) {
        return http.send(
                        "POST",
                        "/v1/workflows/" + workflow + "/run",
                        "{}",
                        "Content-Type",
                        "application/json",
                        "X-Request-ID",
                        requestId)
                .json()
                .path("execution_id")
                .textValue();
    }

    /** Ends when the file {@code gate} is there. */
    private void putGated(Http http, String name) {
        http.put(name, """
                name: %s
                states:
                  initial: wait
                  wait: {type: step, command: "touch %2$s/waiting; while ! [ -f %2$s/gate ]; do sleep 0.05; done", on_success: done}
                  done: {type: terminal}
                """.formatted(name, folder));
    }

    @Test
    void lines_carry_the_request_in_branches_and_in_called_executions() {
        TestServer server = TestServer.shared();
        server.http().put("log-called", """
                name: log-called
                states:
                  initial: work
                  work: {type: step, command: "exit 3", on_success: done}
                  done: {type: terminal}
                """);
        server.http().put("log-caller", """
                name: log-caller
                states:
                  initial: fan
                  fan: {type: parallel, parallel: [left, right], strategy: best_effort, on_success: call}
                  left: {type: step, command: "exit 4"}
                  right: {type: step, command: "true"}
                  call: {type: call_workflow, workflow: log-called, on_success: done}
                  done: {type: terminal}
                """);
        String id = run(server.http(), "log-caller", "log-lines");
        server.http().awaitEnd(id);

        assertThat(lines(server, "log-lines", 5))
                .satisfiesExactly(
                        line -> assertThat(line)
                                .contains("Step fan#1/left#1 of execution " + id + " failed in attempt 1"),
                        line -> assertThat(line)
                                .matches(".* - INFO - Step work#1 of .* failed .*: step-failed, exit code 3"),
                        line -> assertThat(line)
                                .matches(".* - INFO - Execution log-called-.* failed after \\d+ ms: .*"),
                        line -> assertThat(line).contains("Step call#1 of execution " + id + " failed"),
                        line -> assertThat(line).contains("Execution " + id + " failed after"));
    }

    @Test
    void lines_carry_the_request_after_a_wait_in_the_queue_and_after_a_restart() throws Exception {
        Path data = folder.resolve("data");
        String running;
        String queued;
        try (TestServer server = TestServer.start(data, "--max-executions", "1")) {
            putGated(server.http(), "gated");
            running = run(server.http(), "gated", "log-running");
            queued = run(server.http(), "gated", "log-queued");
            await().until(() -> Files.exists(folder.resolve("waiting")));
            server.kill();
        }
        Files.createFile(folder.resolve("gate"));
        try (TestServer server = TestServer.start(data, "--max-executions", "1")) {
            assertThat(lines(server, "log-running", 2))
                    .satisfiesExactly(
                            line -> assertThat(line)
                                    .contains("Execution " + running + " goes on after its server had ended"),
                            line -> assertThat(line).contains("Execution " + running + " completed after"));
            assertThat(lines(server, "log-queued", 1))
                    .singleElement()
                    .asString()
                    .contains("Execution " + queued + " completed after");
        }
    }

    @Test
    void a_cancellation_names_both_requests_and_json_names_the_execution() throws Exception {
        try (TestServer server =
                TestServer.start(folder.resolve("data"), Map.of("LOG_FORMAT", "json", "LOG_LEVEL", "DEBUG"))) {
            putGated(server.http(), "gated");
            String id = run(server.http(), "gated", "log-start");
            await().until(() -> Files.exists(folder.resolve("waiting")));
            server.http().send("POST", "/v1/executions/" + id + "/cancel", "", "X-Request-ID", "log-cancel");
            server.http().awaitEnd(id);

            List<JsonNode> lines = await().until(
                            () -> server.log()
                                    .lines()
                                    .filter(line -> line.contains("\"execution_id\":\"" + id + "\""))
                                    .map(Http::parse)
                                    .toList(),
                            found -> found.size() >= 5);
            assertThat(lines).allMatch(line -> line.path("request_id").asText().equals("log-start"));
            assertThat(lines)
                    .extracting(line -> line.path("message").textValue())
                    .satisfiesExactly(
                            message -> assertThat(message).contains("of workflow gated runs"),
                            message -> assertThat(message).contains("Step wait#1 of execution " + id + " begins"),
                            message ->
                                    assertThat(message).endsWith("is to be cancelled, as request log-cancel asks for"),
                            message -> assertThat(message).contains("Step wait#1", "cancelled in attempt 1"),
                            message -> assertThat(message).contains("cancelled after"));
            assertThat(lines.get(1).path("step").textValue()).isEqualTo("wait");
            assertThat(lines.getLast().path("status").textValue()).isEqualTo("cancelled");
            assertThat(lines.getLast().path("duration_ms").isNumber()).isTrue();
        }
    }
}
