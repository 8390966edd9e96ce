package dev.millrace.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.testing.Http;
import dev.millrace.testing.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Parallel steps over HTTP: what no conformance case has. */
class ParallelIT {
    private final Http http = TestServer.shared().http();

    @TempDir
    private Path folder;

    private static JsonNode step(JsonNode execution, String name) {
        return StreamSupport.stream(execution.path("steps").spliterator(), false)
                .filter(step -> step.path("name").textValue().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void no_more_branches_run_at_a_time_than_it_says() {
        http.put("par-limit", """
                name: par-limit
                states:
                  initial: fan
                  fan: {type: parallel, parallel: [a, b, c], max_concurrent: 1, on_success: done}
                  a: {type: step, command: &once "mkdir %1$s/busy && sleep 0.1 && rmdir %1$s/busy"}
                  b: {type: step, command: *once}
                  c: {type: step, command: *once}
                  done: {type: terminal}
                """.formatted(folder));

        assertThat(http.runToEnd("par-limit", "{}").path("status").textValue()).isEqualTo("completed");
    }

    @Test
    void the_failure_names_the_branch_and_the_others_are_cancelled() {
        http.put("par-fails", """
                name: par-fails
                states:
                  initial: fan
                  fan: {type: parallel, parallel: [bad, long], on_success: done}
                  bad: {type: step, command: "while ! [ -f %1$s/up ]; do sleep 0.02; done; echo no way >&2; exit 2"}
                  long: {type: step, command: "touch %1$s/up; sleep 60"}
                  done: {type: terminal}
                """.formatted(folder));

        JsonNode execution = http.runToEnd("par-fails", "{}");

        assertThat(execution.at("/error/message").textValue()).isEqualTo("branch `bad` failed: no way");
        assertThat(step(execution, "long").path("status").textValue()).isEqualTo("cancelled");
        assertThat(step(execution, "fan").path("status").textValue()).isEqualTo("failed");
    }

    @Test
    void a_cancellation_reaches_every_branch() {
        http.put("par-cancel", """
                name: par-cancel
                states:
                  initial: fan
                  fan: {type: parallel, parallel: [one, each], strategy: best_effort, on_success: done}
                  one: {type: step, command: "touch %1$s/one; sleep 60"}
                  each: {type: for_each, items: [1, 2], body: [two], on_complete: done}
                  two: {type: step, command: "touch %1$s/two; sleep 60", on_success: each}
                  done: {type: terminal}
                """.formatted(folder));
        String id = http.run("par-cancel", "{}");
        await().until(() -> Files.exists(folder.resolve("one")) && Files.exists(folder.resolve("two")));

        http.post("/v1/executions/" + id + "/cancel", "");

        JsonNode execution = http.awaitEnd(id);
        assertThat(execution.path("status").textValue()).isEqualTo("cancelled");
        assertThat(execution.path("steps").findValuesAsText("status")).containsOnly("cancelled");
        assertThat(execution.path("steps")).hasSize(4);
    }
}
