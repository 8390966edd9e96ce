package dev.millrace.execution;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.testing.Http;
import dev.millrace.testing.TestServer;
import org.junit.jupiter.api.Test;

/** Loops over HTTP: what no conformance case has. */
class LoopsIT {
    private final Http http = TestServer.shared().http();

    private JsonNode run(String name, String states) {
        http.put(name, "name: " + name + "\nstates:\n" + states.indent(2));
        return http.runToEnd(name, "{}");
    }

    @Test
    void each_iteration_is_an_entry_with_its_index() {
        JsonNode execution = run("loop-entries", """
                initial: rows
                rows: {type: for_each, items: [a, b], body: [cols], on_complete: done}
                cols: {type: for_each, items: [1, 2], body: [cell], on_complete: rows}
                cell:
                  type: operation
                  operation: set
                  inputs: {at: "{{.loop.Parent.Item}}{{.loop.Item}}"}
                  on_success: cols
                done: {type: terminal}
                """);

        assertThat(execution.path("status").textValue()).isEqualTo("completed");
        assertThat(execution.path("steps")).hasSize(7);
        assertThat(execution.path("steps").findValuesAsText("at"))
                .containsExactly("a1", "a1", "a2", "a2", "b1", "b1", "b2", "b2");
        assertThat(execution.path("steps").findValuesAsText("iteration")).containsExactly("0", "0", "1", "1", "0", "1");
        assertThat(execution.at("/steps/0").has("iteration")).isFalse();
    }

    @Test
    void a_body_step_that_fails_and_leads_elsewhere_fails_the_loop() {
        JsonNode execution = run("loop-fails", """
                initial: each
                each: {type: for_each, items: "x,y", body: [work, rest], on_complete: done}
                work: {type: step, command: "echo broken {{.loop.Item}} >&2; exit 4", on_success: each, on_failure: rest}
                rest: {type: step, command: "echo never", on_success: each}
                done: {type: terminal}
                """);

        assertThat(execution.path("status").textValue()).isEqualTo("failed");
        assertThat(execution.at("/error/message").textValue()).isEqualTo("broken x");
        assertThat(execution.path("steps").findValuesAsText("name")).containsExactly("each", "work");
        assertThat(execution.at("/steps/0/output").textValue()).isEqualTo("completed 0 iterations");
    }

    @Test
    void a_body_step_that_may_fail_leads_on_to_the_next_one() {
        JsonNode execution = run("loop-continues", """
                initial: each
                each: {type: for_each, items: [1], body: [work, rest], on_complete: done}
                work: {type: step, command: "exit 4", continue_on_error: true, on_success: each}
                rest: {type: step, command: "printf '{{.states.work.ExitCode}}'", on_success: each}
                done: {type: terminal}
                """);

        assertThat(execution.path("status").textValue()).isEqualTo("completed");
        assertThat(execution.at("/steps/2/output").textValue()).isEqualTo("4");
    }

    @Test
    void items_of_json_text_keep_their_types_and_those_beyond_the_limit_are_told_of() {
        JsonNode execution = run("loop-typed", """
                initial: each
                each:
                  type: for_each
                  items: '[1, 2, 3, 4]'
                  max_iterations: "{{len \\"ab\\"}} + 1"
                  break_when: loop.Item + 1 == 3
                  body: [note]
                  on_complete: all
                note: {type: operation, operation: set, inputs: {at: "{{.loop.Length}}"}, on_success: each}
                all: {type: for_each, items: '[1, 2]', max_iterations: 1, body: [note2], on_complete: done}
                note2: {type: operation, operation: set, inputs: {at: "{{.loop.Length}}"}, on_success: all}
                done: {type: terminal}
                """);

        assertThat(execution.at("/steps/0/output").textValue()).isEqualTo("completed 2 iterations");
        assertThat(execution.at("/steps/1/outputs/at").textValue()).isEqualTo("3");
        String logs = "/v1/executions/" + execution.path("execution_id").textValue() + "/logs?stream=system";
        assertThat(http.get(logs, "Accept", "text/plain").body())
                .contains("`all` has 2 items and goes through the first 1");
    }

    @Test
    void a_limit_that_is_out_of_range_fails_the_loop() {
        JsonNode execution = run("loop-limit", """
                initial: each
                each:
                  type: while
                  while: "true"
                  max_iterations: "{{if true}}10{{end}} * 1001"
                  body: [note]
                  on_complete: done
                note: {type: operation, operation: set, inputs: {a: b}, on_success: each}
                done: {type: terminal}
                """);

        assertThat(execution.at("/error/message").textValue())
                .isEqualTo("max_iterations of step `each` must be a whole number from 1 to 10000, not `10 * 1001`");
    }

    @Test
    void who_resumes_begins_at_the_loop_and_not_within() {
        JsonNode failed = run("loop-resumed", """
                initial: each
                each: {type: for_each, items: [1, 2], body: [work], on_complete: done}
                work: {type: step, command: "exit {{.loop.Index}}", on_success: each}
                done: {type: terminal}
                """);
        String id = failed.path("execution_id").textValue();

        assertThat(http.post("/v1/executions/" + id + "/resume", "{}").status()).isEqualTo(202);

        JsonNode again = http.awaitEnd(id);
        assertThat(again.path("status").textValue()).isEqualTo("failed");
        assertThat(again.path("steps").findValuesAsText("name"))
                .containsExactly("each", "work", "work", "each", "work", "work");
    }
}
