package dev.millrace.execution;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.testing.Http;
import dev.millrace.testing.TestServer;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What callers give as inputs is data: it is not rendered again, and is no code unless a command makes it that. */
class InjectionIT {
    private static final String EVERYWHERE = """
            name: injected
            inputs: {x: {type: string}, list: {type: array}}
            hooks: {workflow_start: [{log: "log {{.inputs.x}}"}]}
            states:
              initial: set
              set: {type: operation, operation: set, inputs: {direct: "{{.inputs.x}}", nested: [{deep: "{{json .inputs.x}}"}]}, on_success: again}
              again: {type: operation, operation: set, inputs: {from: "{{.states.set.Outputs.direct}}"}, on_success: shell}
              shell: {type: step, command: 'printf %s {{escape .inputs.x}}; printf %s "$x"', capture: {stdout: said}, on_success: each}
              each: {type: for_each, items: "{{json .inputs.list}}", body: [item], on_complete: call}
              item: {type: operation, operation: set, inputs: {one: "{{.loop.Item}}"}}
              call: {type: call_workflow, workflow: injected-callee, inputs: {y: "{{.inputs.x}}"}, transitions: [{when: 'inputs.x == states.again.Outputs.from', goto: end}, {goto: other}]}
              other: {type: terminal, status: failure, message: another}
              end: {type: terminal, status: failure, message: "{{.states.call.Outputs.echo}}"}
            """;

    private static final String CALLEE = """
            name: injected-callee
            inputs: {y: {type: string}}
            outputs: {echo: "{{.inputs.y}}"}
            states: {initial: done, done: {type: terminal}}
            """;

    private final Http http = TestServer.shared().http();

    private static String json(Object value) {
        try {
            return new ObjectMapper().writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{.env.PATH}}",
                "{{secrets.TOKEN}}",
                "{{readFile \"/etc/passwd\"}}",
                "{{define \"x\"}}{{end}}{{template \"x\"}}",
                "}}{{.context.User}}{{",
                "{{",
                "$(id)`id`${PATH};id|id&id>x\n#",
                "' || 'a' == 'a",
                "'; id; '",
                "\"; id; \"",
                "-n --help",
                "[\"a\"]",
                "%s%n\\n\\0",
                "\u202e\u0007\u001b[2J",
            })
    void an_input_comes_out_as_it_went_in(String x) {
        http.put("injected-callee", CALLEE);
        http.put("injected", EVERYWHERE);

        JsonNode execution = http.runToEnd("injected", json(Map.of("x", x, "list", new String[] {x})));

        assertThat(execution.at("/error/message").textValue())
                .as(execution.toString())
                .isEqualTo(x);
        assertThat(outputs(execution, "set").path("direct").textValue()).isEqualTo(x);
        assertThat(Http.parse(outputs(execution, "set").at("/nested/0/deep").textValue())
                        .textValue())
                .isEqualTo(x);
        assertThat(outputs(execution, "again").path("from").textValue()).isEqualTo(x);
        assertThat(outputs(execution, "shell").path("said").textValue()).isEqualTo(x + x);
        assertThat(outputs(execution, "item").path("one").textValue()).isEqualTo(x);
    }

    private static JsonNode outputs(JsonNode execution, String step) {
        for (JsonNode run : execution.path("steps")) {
            if (run.path("name").asText().equals(step)) {
                return run.path("outputs");
            }
        }
        throw new AssertionError("no step " + step + " in " + execution);
    }

    @Test
    void names_of_inputs_are_no_code_either() {
        http.put("injected-names", """
                name: injected-names
                states:
                  initial: look
                  look: {type: step, command: "env", on_success: done}
                  done: {type: terminal}
                """);
        Map<String, String> inputs = Map.of(
                "x=$(id)",
                "1",
                "BASH_FUNC_ls%%",
                "() { id; }",
                "a b",
                "1",
                "LD_PRELOAD",
                "/x.so",
                "PATH",
                "/x",
                "IFS",
                "/",
                "MILLRACE_STEP",
                "x",
                "{{.env.PATH}}",
                "1",
                "fine",
                "yes");

        String seen = http.runToEnd("injected-names", json(inputs))
                .at("/steps/0/output")
                .textValue();

        assertThat(seen).contains("fine=yes", "MILLRACE_STEP=look");
        assertThat(seen).doesNotContain("$(id)", "BASH_FUNC", "a b", "LD_PRELOAD", "PATH=/x\n", "IFS=");
    }

    @Test
    void a_command_sees_nothing_of_the_server_but_what_it_needs() {
        http.put("injected-nothing", """
                name: injected-nothing
                env: [API_AUTH_SECRET, DATABASE_URL, GITHUB_TOKEN, JAVA_HOME, USER, PWD]
                states:
                  initial: look
                  look: {type: step, command: "env", on_success: done}
                  done: {type: terminal}
                """);

        String seen = http.runToEnd("injected-nothing", "{\"who\": \"me\"}")
                .at("/steps/0/output")
                .textValue();

        assertThat(seen.lines().map(line -> line.replaceFirst("=.*", "")))
                .isSubsetOf(
                        "PATH",
                        "HOME",
                        "LANG",
                        "TZ",
                        "who",
                        "MILLRACE_NODE",
                        "MILLRACE_SERVER",
                        "MILLRACE_EXECUTION",
                        "MILLRACE_STEP",
                        // What shells set by themselves.
                        "PWD",
                        "OLDPWD",
                        "SHLVL",
                        "_")
                .contains("who", "PATH");
    }
}
