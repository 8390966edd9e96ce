package dev.millrace.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.testing.Http;
import dev.millrace.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that is killed while hooks run, and started again. */
class HookRecoveryIT {
    private static final Map<String, String> ENDS = Map.of(
            "start", "completed", "end", "completed", "error", "failed", "cancel", "cancelled", "post", "completed");

    @TempDir
    private Path folder;

    private Path log(String name) {
        return folder.resolve(name + ".log");
    }

    private List<String> lines(String name) throws IOException {
        return Files.exists(log(name)) ? Files.readAllLines(log(name)) : List.of();
    }

    private void awaitLine(String name, String line) {
        await().until(() -> lines(name).contains(line));
    }

    /** Three hooks that write down that they ran; the second one waits for as long as there is a file. */
    private String hooks(String name) throws IOException {
        Files.createFile(folder.resolve(name + ".wait"));
        return """
                [{command: "echo one >> %1$s"}, \
                {command: "echo two >> %1$s; while [ -f %2$s ]; do sleep 0.05; done"}, \
                {command: "echo three >> %1$s"}]""".formatted(log(name), folder.resolve(name + ".wait"));
    }

    private String run(Http http, String name, String workflowHooks, String stepHooks, String command) {
        http.put("hooked-" + name, """
                name: hooked-%1$s
                hooks: {%2$s}
                states:
                  initial: work
                  work: {type: step, command: "echo work >> %3$s; %4$s", hooks: {%5$s}, on_success: last}
                  last: {type: step, command: "echo last >> %3$s", on_success: done}
                  done: {type: terminal}
                """.formatted(name, workflowHooks, log(name), command, stepHooks));
        return http.run("hooked-" + name, "{}");
    }

    @Test
    @Tag("long")
    void hooks_that_a_dying_server_interrupts_run_again_and_the_end_is_the_right_one() throws Exception {
        Map<String, String> ids = new LinkedHashMap<>();
        try (TestServer server = TestServer.start(folder.resolve("data"))) {
            Http http = server.http();
            ids.put("start", run(http, "start", "workflow_start: " + hooks("start"), "", "true"));
            ids.put("end", run(http, "end", "workflow_end: " + hooks("end"), "", "true"));
            ids.put("error", run(http, "error", "workflow_error: " + hooks("error"), "", "exit 1"));
            ids.put("post", run(http, "post", "", "post: " + hooks("post"), "true"));
            ids.put("cancel", run(http, "cancel", "workflow_cancel: " + hooks("cancel"), "", "sleep 60"));
            awaitLine("cancel", "work");
            http.post("/v1/executions/" + ids.get("cancel") + "/cancel", "");
            ids.keySet().forEach(name -> awaitLine(name, "two"));
            server.kill();
        }
        for (String name : ids.keySet()) {
            Files.delete(folder.resolve(name + ".wait"));
        }
        try (TestServer server = TestServer.start(folder.resolve("data"))) {
            for (Map.Entry<String, String> execution : ids.entrySet()) {
                JsonNode ended = server.http().awaitEnd(execution.getValue());

                assertThat(ended.path("status").textValue())
                        .as(execution.getKey())
                        .isEqualTo(ENDS.get(execution.getKey()));
            }
        }
        assertThat(lines("start")).containsExactly("one", "two", "one", "two", "three", "work", "last");
        assertThat(lines("end")).containsExactly("work", "last", "one", "two", "one", "two", "three");
        assertThat(lines("error")).containsExactly("work", "one", "two", "one", "two", "three");
        assertThat(lines("post")).containsExactly("work", "one", "two", "one", "two", "three", "last");
        assertThat(lines("cancel")).containsExactly("work", "one", "two", "one", "two", "three");
    }
}
