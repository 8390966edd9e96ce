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

/** Sub-workflows over HTTP: what no conformance case has. */
class CallsIT {
    private final Http http = TestServer.shared().http();

    @TempDir
    private Path folder;

    @Test
    void what_is_called_is_an_execution_of_its_own_and_gives_its_outputs() {
        http.put("callee", """
                name: callee
                inputs: [{name: n, type: integer, required: true}]
                outputs: [{name: next, from: inputs.n + 1}]
                states:
                  initial: say
                  say: {type: step, command: "echo said {{.inputs.n}}", on_success: done}
                  done: {type: terminal}
                """);
        http.put("caller", """
                name: caller
                outputs: [{name: sum, from: states.sub.Outputs.next}, {name: text, from: "{{.states.sub.Outputs.said}}"}]
                states:
                  initial: sub
                  sub: {type: call_workflow, workflow: callee, inputs: {n: "41"}, outputs: {say: said}, on_success: done}
                  done: {type: terminal}
                """);

        JsonNode caller = http.runToEnd("caller", "{}");

        assertThat(caller.at("/outputs/sum").intValue()).isEqualTo(42);
        assertThat(caller.at("/outputs/text").textValue()).isEqualTo("said 41\n");
        assertThat(caller.at("/steps/0/output").textValue()).isEqualTo("sub-workflow callee completed successfully");
        JsonNode callee = http.get("/v1/executions/"
                        + caller.at("/steps/0/response/execution_id").textValue())
                .json();
        assertThat(callee.path("parent")).isEqualTo(caller.path("execution_id"));
        assertThat(callee.path("request_id")).isEqualTo(caller.path("request_id"));
        assertThat(callee.at("/inputs/n").intValue()).isEqualTo(41);
    }

    @Test
    void a_failure_says_which_execution_and_why() {
        http.put("failing-callee", """
                name: failing-callee
                states:
                  initial: bad
                  bad: {type: step, command: "echo out of paper >&2; exit 1", on_success: done}
                  done: {type: terminal}
                """);
        http.put("failing-caller", """
                name: failing-caller
                states:
                  initial: sub
                  sub: {type: call_workflow, workflow: failing-callee, on_success: done}
                  done: {type: terminal}
                """);

        JsonNode caller = http.runToEnd("failing-caller", "{}");

        assertThat(caller.at("/error/code").textValue()).isEqualTo("call-failed");
        assertThat(caller.at("/error/message").textValue())
                .matches("workflow `failing-callee` \\(execution failing-callee-.*\\) failed: out of paper");
    }

    @Test
    void a_cancellation_reaches_what_was_called() {
        http.put("endless-callee", """
                name: endless-callee
                states:
                  initial: nap
                  nap: {type: step, command: "touch %s/up; sleep 60", on_success: done}
                  done: {type: terminal}
                """.formatted(folder));
        http.put("endless-caller", """
                name: endless-caller
                states:
                  initial: sub
                  sub: {type: call_workflow, workflow: endless-callee, on_success: done, on_failure: done}
                  done: {type: terminal}
                """);
        String id = http.run("endless-caller", "{}");
        await().until(() -> Files.exists(folder.resolve("up")));

        http.post("/v1/executions/" + id + "/cancel", "");

        JsonNode caller = http.awaitEnd(id);
        assertThat(caller.path("status").textValue()).isEqualTo("cancelled");
        JsonNode callee = http.get("/v1/executions/"
                        + caller.at("/steps/0/response/execution_id").textValue())
                .json();
        assertThat(callee.path("status").textValue()).isEqualTo("cancelled");
        assertThat(callee.at("/error/message").textValue()).contains("waits for it no longer");
    }

    @Test
    void workflows_call_each_other_ten_deep_at_most() {
        for (int depth = 1; depth <= 11; depth++) {
            http.put("deep-" + depth, """
                    name: deep-%d
                    states:
                      initial: sub
                      sub: {type: call_workflow, workflow: deep-%d, on_success: done}
                      done: {type: terminal}
                    """.formatted(depth, depth + 1));
        }

        JsonNode execution = http.runToEnd("deep-1", "{}");

        assertThat(execution.at("/error/message").textValue())
                .contains("step `sub` calls a workflow more than 10 deep");
    }
}
