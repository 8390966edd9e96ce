package dev.millrace.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.testing.Http;
import dev.millrace.testing.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hooks over HTTP: what no conformance case has. */
class HooksIT {
    private final Http http = TestServer.shared().http();

    @TempDir
    private Path folder;

    @Test
    void hooks_of_a_failure_see_the_error_and_write_to_the_system_log() {
        http.put("hooked", """
                name: hooked
                hooks:
                  workflow_error:
                    - log: "{{.error.Type}} in {{error.state}} with {{.error.ExitCode}}: {{.error.Message}}"
                    - command: "echo from a command; exit 7"
                states:
                  initial: bad
                  bad:
                    type: step
                    command: "echo no ink >&2; exit 3"
                    hooks: {pre: [{log: "{{.inputs.missing}}"}]}
                    on_success: done
                  done: {type: terminal}
                """);

        JsonNode execution = http.runToEnd("hooked", "{}");

        String logs = "/v1/executions/" + execution.path("execution_id").textValue() + "/logs?stream=system";
        assertThat(http.get(logs, "Accept", "text/plain").body())
                .contains("step-failed in bad with 3: no ink\n")
                .contains("from a command\n")
                .contains("[a hook failed (workflow_error): exit code 7]\n")
                .contains("[a hook failed (pre): ");
        assertThat(http.get(logs, "Accept", "application/json").json().findValuesAsText("step"))
                .contains("bad");
    }

    @Test
    void hooks_of_a_cancellation_run_although_the_work_was_stopped() {
        http.put("hooked-cancel", """
                name: hooked-cancel
                hooks:
                  workflow_cancel: [{command: "echo cancelled > %1$s/hook"}]
                  workflow_end: [{command: "echo ended > %1$s/hook"}]
                  workflow_error: [{command: "echo failed > %1$s/hook"}]
                states:
                  initial: nap
                  nap: {type: step, command: "touch %1$s/up; sleep 60", on_success: done}
                  done: {type: terminal}
                """.formatted(folder));
        String id = http.run("hooked-cancel", "{}");
        await().until(() -> Files.exists(folder.resolve("up")));

        http.post("/v1/executions/" + id + "/cancel", "");

        assertThat(http.awaitEnd(id).path("status").textValue()).isEqualTo("cancelled");
        assertThat(folder.resolve("hook")).hasContent("cancelled");
    }
}
