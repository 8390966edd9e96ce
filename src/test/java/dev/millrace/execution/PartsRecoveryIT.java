package dev.millrace.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.testing.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers that are killed in the middle of loops, parallel steps and calls, and started again. */
class PartsRecoveryIT {
    @TempDir
    private Path folder;

    private Path data() {
        return folder.resolve("data");
    }

    /** A command that writes a line and then, if this line is said to, waits for a file. */
    private String slow(String line) {
        return "trap '' TERM; echo %1$s >> %2$s/log; while [ -f %2$s/wait-%1$s ]; do sleep 0.05; done"
                .formatted(line, folder);
    }

    private void hold(String line) throws Exception {
        Files.createFile(folder.resolve("wait-" + line));
    }

    private void release(String line) throws Exception {
        Files.delete(folder.resolve("wait-" + line));
    }

    private List<String> log() throws Exception {
        Path log = folder.resolve("log");
        return Files.exists(log) ? Files.readAllLines(log) : List.of();
    }

    private void awaitLine(String line) {
        await().until(() -> log().contains(line));
    }

    @Test
    void a_loop_goes_on_in_its_iteration() throws Exception {
        String id;
        hold("b2");
        try (TestServer server = TestServer.start(data())) {
            server.http().put("looping", """
                    name: looping
                    hooks: {workflow_start: [{command: "echo start >> %1$s/log"}]}
                    states:
                      initial: each
                      each:
                        type: for_each
                        items: "a,b,c"
                        break_when: loop.Item == "c"
                        body: [one, two]
                        on_complete: last
                      one: {type: step, command: "%2$s", hooks: {post: [{command: "echo post >> %1$s/log"}]}, on_success: each}
                      two: {type: step, command: "%3$s", on_success: each}
                      last: {type: step, command: "echo {{.states.one.ExitCode}} {{.states.each.Output}} >> %1$s/log", on_success: done}
                      done: {type: terminal}
                    """.formatted(folder, slow("{{.loop.Item}}1"), slow("{{.loop.Item}}2")));
            id = server.http().run("looping", "{}");
            awaitLine("b2");
            server.kill();
        }
        release("b2");
        try (TestServer server = TestServer.start(data())) {
            JsonNode execution = server.http().awaitEnd(id);

            assertThat(execution.path("status").textValue()).isEqualTo("completed");
            assertThat(log())
                    .containsExactly(
                            "start",
                            "a1",
                            "post",
                            "a2",
                            "b1",
                            "post",
                            "b2",
                            "b2",
                            "c1",
                            "post",
                            "c2",
                            "0 completed 3 iterations");
            assertThat(execution.path("steps").findValuesAsText("status"))
                    .containsExactly(
                            "completed",
                            "completed",
                            "completed",
                            "completed",
                            "interrupted",
                            "completed",
                            "completed",
                            "completed",
                            "completed");
        }
    }

    @Test
    void a_parallel_step_repeats_no_branch_that_was_finished() throws Exception {
        String id;
        hold("slow");
        try (TestServer server = TestServer.start(data())) {
            server.http().put("fanning", """
                    name: fanning
                    states:
                      initial: fan
                      fan: {type: parallel, parallel: [quick, slow], on_success: last}
                      quick: {type: step, command: "%2$s"}
                      slow: {type: step, command: "%3$s"}
                      last: {type: step, command: "echo {{.states.quick.Status}} >> %1$s/log", on_success: done}
                      done: {type: terminal}
                    """.formatted(folder, slow("quick"), slow("slow")));
            id = server.http().run("fanning", "{}");
            awaitLine("slow");
            await().until(() -> server.http()
                    .get("/v1/executions/" + id)
                    .json()
                    .path("steps")
                    .findValuesAsText("status")
                    .contains("completed"));
            server.kill();
        }
        release("slow");
        try (TestServer server = TestServer.start(data())) {
            assertThat(server.http().awaitEnd(id).path("status").textValue()).isEqualTo("completed");
            assertThat(log()).containsExactlyInAnyOrder("quick", "slow", "slow", "completed");
        }
    }

    private String call(TestServer server) {
        server.http().put("called", """
                name: called
                states:
                  initial: first
                  first: {type: step, command: "%s", on_success: second}
                  second: {type: step, command: "%s", on_success: done}
                  done: {type: terminal}
                """.formatted(slow("first"), slow("second")));
        server.http().put("calling", """
                name: calling
                states:
                  initial: sub
                  sub: {type: call_workflow, workflow: called, on_success: last}
                  last: {type: step, command: "echo last >> %s/log", on_success: done}
                  done: {type: terminal}
                """.formatted(folder));
        return server.http().run("calling", "{}");
    }

    private static JsonNode onlyCalled(TestServer server) {
        JsonNode items =
                server.http().get("/v1/executions?workflow=called").json().path("items");
        assertThat(items).hasSize(1);
        return items.path(0);
    }

    @Test
    void a_caller_finds_what_it_had_called() throws Exception {
        String id;
        hold("second");
        try (TestServer server = TestServer.start(data())) {
            id = call(server);
            awaitLine("second");
            server.kill();
        }
        release("second");
        try (TestServer server = TestServer.start(data())) {
            assertThat(server.http().awaitEnd(id).path("status").textValue()).isEqualTo("completed");
            assertThat(log()).containsExactly("first", "second", "second", "last");
            assertThat(onlyCalled(server).path("status").textValue()).isEqualTo("completed");
            assertThat(onlyCalled(server).path("parent").textValue()).isEqualTo(id);
        }
    }

    @Test
    void a_caller_that_was_cancelled_meanwhile_cancels_what_it_had_called() throws Exception {
        String id;
        hold("second");
        try (TestServer server = TestServer.start(data())) {
            id = call(server);
            awaitLine("second");
            // The step does not end by SIGTERM, so the server dies while it waits for it.
            server.http().post("/v1/executions/" + id + "/cancel", "");
            server.kill();
        }
        try (TestServer server = TestServer.start(data())) {
            assertThat(server.http().awaitEnd(id).path("status").textValue()).isEqualTo("cancelled");
            assertThat(onlyCalled(server).path("status").textValue()).isEqualTo("cancelled");
            assertThat(log()).containsExactly("first", "second");
        }
    }
}
