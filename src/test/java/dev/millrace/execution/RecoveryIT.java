package dev.millrace.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.testing.Events;
import dev.millrace.testing.Events.Event;
import dev.millrace.testing.Http;
import dev.millrace.testing.TestServer;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers that are killed or stopped in the middle, and started again. */
class RecoveryIT {
    @TempDir
    private Path folder;

    private Path data() {
        return folder.resolve("data");
    }

    /** Three steps that write down that they ran; the second one waits for a file. */
    private String threeSteps(Http http, String more) {
        http.put("three", """
                name: three
                states:
                  initial: first
                  first: {type: step, command: "echo first >> %1$s/log; printf '%%s' $$", on_success: second}
                  second:
                    type: step
                    command: "echo second >> %1$s/log; while ! [ -f %1$s/gate ]; do sleep 0.05; done"
                    %2$s
                    on_success: third
                  third: {type: step, command: "echo third {{.states.first.Output}} >> %1$s/log", on_success: done}
                  done: {type: terminal}
                """.formatted(folder, more));
        return http.run("three", "{}");
    }

    private void awaitLine(String line) {
        await().until(() -> Files.exists(folder.resolve("log"))
                && Files.readAllLines(folder.resolve("log")).contains(line));
    }

    @Test
    void after_a_kill_the_execution_goes_on_after_the_last_finished_step() throws Exception {
        String id;
        List<Event> seen;
        try (TestServer server = TestServer.start(data())) {
            id = threeSteps(server.http(), "");
            awaitLine("second");
            try (BufferedReader stream = server.http().stream("/v1/executions/" + id + "/events")) {
                seen = new ArrayList<>(Events.until(
                        stream, event -> event.data().path("step").asText().equals("second")));
            }
            server.kill();
        }
        Files.createFile(folder.resolve("gate"));
        try (TestServer server = TestServer.start(data())) {
            JsonNode execution = server.http().awaitEnd(id);

            assertThat(execution.path("status").textValue()).isEqualTo("completed");
            String pid = execution.at("/steps/0/output").textValue();
            assertThat(Files.readAllLines(folder.resolve("log")))
                    .containsExactly("first", "second", "second", "third " + pid);
            assertThat(execution.path("steps").findValuesAsText("status"))
                    .containsExactly("completed", "interrupted", "completed", "completed");
            String last = String.valueOf(seen.getLast().id());
            seen.addAll(Events.all(server.http().stream("/v1/executions/" + id + "/events", "Last-Event-ID", last)));
            assertThat(seen)
                    .extracting(Event::id)
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(1, seen.size()).boxed().toList());
            assertThat(seen)
                    .extracting(Event::type)
                    .containsSubsequence(
                            "execution.started", "execution.resumed", "step.interrupted", "execution.completed");
        }
    }

    @Test
    void a_step_that_may_not_run_twice_has_failed() throws Exception {
        String id;
        try (TestServer server = TestServer.start(data())) {
            id = threeSteps(server.http(), "on_interrupt: fail");
            awaitLine("second");
            server.kill();
        }
        try (TestServer server = TestServer.start(data())) {
            JsonNode execution = server.http().awaitEnd(id);

            assertThat(execution.path("status").textValue()).isEqualTo("failed");
            assertThat(execution.at("/error/code").textValue()).isEqualTo("step-interrupted");
            assertThat(Files.readAllLines(folder.resolve("log"))).containsExactly("first", "second");
        }
    }

    @Test
    void processes_of_a_killed_server_are_ended_at_the_next_start() throws Exception {
        long process;
        try (TestServer server = TestServer.start(data())) {
            server.http().put("orphaning", """
                    name: orphaning
                    on_interrupt: fail
                    states:
                      initial: linger
                      linger: {type: step, command: "echo $$ > %s/pid; exec sleep 300", on_success: done}
                      done: {type: terminal}
                    """.formatted(folder));
            server.http().run("orphaning", "{}");
            process = awaitPid();
            server.kill();
        }
        assertThat(ProcessHandle.of(process)).isPresent();
        try (TestServer _ = TestServer.start(data())) {
            await().until(() -> ProcessHandle.of(process).isEmpty());
        }
    }

    private long awaitPid() {
        Path file = folder.resolve("pid");
        return await().until(() -> Files.exists(file) ? Files.readString(file).strip() : "", pid -> !pid.isEmpty())
                .transform(Long::parseLong);
    }

    @Test
    void a_stopping_server_leaves_no_process_and_its_executions_go_on_later() throws Exception {
        Path settings = Files.writeString(folder.resolve("millrace.yaml"), "engine: {shutdown_timeout: 200ms}\n");
        String id;
        long process;
        try (TestServer server = TestServer.start(data(), "--config", settings.toString())) {
            server.http().put("stopped", """
                    name: stopped
                    states:
                      initial: linger
                      linger:
                        type: step
                        command: "echo $$ > %1$s/pid; while ! [ -f %1$s/gate ]; do sleep 0.05; done; echo through"
                        on_success: done
                      done: {type: terminal}
                    """.formatted(folder));
            id = server.http().run("stopped", "{}");
            process = awaitPid();
            assertThat(server.terminate()).isEqualTo(143);
        }
        assertThat(ProcessHandle.of(process)).isEmpty();
        Files.createFile(folder.resolve("gate"));
        try (TestServer server = TestServer.start(data())) {
            assertThat(server.http().awaitEnd(id).path("status").textValue()).isEqualTo("completed");
        }
    }

    @Test
    void what_was_queued_or_asked_for_is_not_forgotten() throws Exception {
        Path settings = Files.writeString(folder.resolve("millrace.yaml"), "engine: {max_executions: 1}\n");
        String[] arguments = {"--config", settings.toString()};
        String first;
        String second;
        String third;
        try (TestServer server = TestServer.start(data(), arguments)) {
            first = threeSteps(server.http(), "");
            awaitLine("second");
            second = server.http().run("three", "{}");
            third = server.http().run("three", "{}");
            assertThat(server.http()
                            .get("/v1/executions/" + second)
                            .json()
                            .path("status")
                            .textValue())
                    .isEqualTo("queued");
            assertThat(server.http()
                            .post("/v1/executions/" + third + "/cancel", "")
                            .status())
                    .isEqualTo(202);
            server.kill();
        }
        Files.createFile(folder.resolve("gate"));
        try (TestServer server = TestServer.start(data(), arguments)) {
            assertThat(server.http().awaitEnd(first).path("status").textValue()).isEqualTo("completed");
            assertThat(server.http().awaitEnd(second).path("status").textValue())
                    .isEqualTo("completed");
            assertThat(server.http().awaitEnd(third).path("status").textValue()).isEqualTo("cancelled");
        }
    }

    @Test
    void two_servers_cannot_have_the_same_data() {
        try (TestServer _ = TestServer.start(data())) {
            org.assertj.core.api.Assertions.assertThatThrownBy(() -> TestServer.start(data()))
                    .hasStackTraceContaining("another server is running with the data directory");
        }
    }
}
