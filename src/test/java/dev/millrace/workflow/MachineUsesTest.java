package dev.millrace.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.millrace.workflow.MachineUse.Kind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MachineUsesTest {
    private static List<MachineUse> uses(String document) {
        return uses(document, Surroundings.NONE);
    }

    private static List<MachineUse> uses(String document, Surroundings surroundings) {
        Reading reading = WorkflowReader.read(document, surroundings);
        assertThat(reading).isInstanceOf(Reading.Accepted.class);
        return ((Reading.Accepted) reading).machine();
    }

    /** The uses of a step, which begins at line 4 of its document. */
    private static List<MachineUse> ofStep(String fields) {
        return uses(Documents.withStates("start: {%s, on_success: done}".formatted(fields)));
    }

    @Test
    void each_is_told_with_its_place_in_the_order_of_the_document() {
        List<MachineUse> uses = uses("""
                name: all
                inputs:
                  - name: file
                    type: string
                    validation: {file_exists: true}
                hooks:
                  workflow_start: [{log: ready}, {command: date}]
                  workflow_end:
                    - log: "{{readFile `/etc/motd`}}"
                states:
                  initial: build
                  build:
                    type: step
                    hooks:
                      pre: [{command: date}]
                      post: [{command: date}]
                    command: |
                      echo one
                      echo {{readFile "two"}}
                    on_success: script
                  script: {type: step, script_file: build.sh, on_success: say}
                  say:
                    type: operation
                    operation: notify.send
                    inputs: {backend: desktop, message: done}
                    on_success: done
                  done: {type: terminal}
                """);

        assertThat(uses)
                .extracting(MachineUse::kind, MachineUse::line, MachineUse::path)
                .containsExactly(
                        tuple(Kind.FILE_CHECK, 5, "/inputs/0/validation/file_exists"),
                        tuple(Kind.HOOK, 7, "/hooks/workflow_start/1/command"),
                        tuple(Kind.FILE_READ, 9, "/hooks/workflow_end/0/log"),
                        tuple(Kind.HOOK, 15, "/states/build/hooks/pre/0/command"),
                        tuple(Kind.HOOK, 16, "/states/build/hooks/post/0/command"),
                        tuple(Kind.COMMAND, 17, "/states/build/command"),
                        tuple(Kind.FILE_READ, 19, "/states/build/command"),
                        tuple(Kind.SCRIPT, 21, "/states/script/script_file"),
                        tuple(Kind.DESKTOP, 25, "/states/say/inputs/backend"));
        assertThat(uses.get(5).because("so").message())
                .isEqualTo("command of step `build` runs a command on the server's machine, so");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '^', textBlock = """
            type: operation, operation: set, inputs: {a: "{{readFile .inputs.name}}"}
            type: operation, operation: set, inputs: {a: [{b: "{{`x` | readFile}}"}]}
            type: operation, operation: set, inputs: {a: "{{if false}}{{readFile `x`}}{{end}}"}
            type: operation, operation: set, inputs: {a: "{{define `t`}}{{readFile `x`}}{{end}}"}
            type: operation, operation: set, inputs: {a: "{{range 3}}{{else}}{{print (len (readFile `x`))}}{{end}}"}
            type: operation, operation: set, outputs: {o: "{{readFile `x`}}"}
            type: operation, operation: set, on_failure: {message: "{{readFile `x`}}"}
            type: operation, operation: set, hooks: {post: [{log: "{{readFile `x`}}"}]}
            type: operation, operation: http.request, inputs: {url: "http://a.example/{{readFile `x`}}"}
            type: operation, operation: notify.send, inputs: {backend: webhook, webhook_url: "http://a.example", message: "{{readFile `x`}}"}
            type: call_workflow, workflow: other, inputs: {a: "{{readFile `x`}}"}
            """)
    void a_file_read_anywhere_is_found(String fields) {
        assertThat(ofStep(fields)).extracting(MachineUse::kind).containsExactly(Kind.FILE_READ);
    }

    @Test
    void the_parts_of_loops_are_found_too() {
        assertThat(uses(Documents.withStates("""
                        start: {type: for_each, items: "{{readFile `x`}}", max_iterations: "{{readFile `y`}}", body: [work], on_complete: done}
                        work: {type: step, command: date}
                        """)))
                .extracting(MachineUse::kind)
                .containsExactly(Kind.FILE_READ, Kind.FILE_READ, Kind.COMMAND);
    }

    @ParameterizedTest
    @ValueSource(strings = {"desktop", "DESKTOP", "'{{.inputs.x}}'", "'{{`webhook`}}'"})
    void what_may_turn_out_to_be_the_desktop_is_taken_for_it(String backend) {
        assertThat(ofStep(
                        "type: operation, operation: notify.send, inputs: {backend: %s, message: x, webhook_url: 'http://a.example'}"
                                .formatted(backend)))
                .extracting(MachineUse::kind)
                .containsExactly(Kind.DESKTOP);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "type: operation, operation: set, inputs: {a: 'readFile x', b: '{{`readFile`}}', c: '{{/* readFile */}}'}",
                "type: operation, operation: http.request, inputs: {url: 'http://a.example'}",
                "type: operation, operation: github.get_issue, inputs: {number: 1}",
                "type: operation, operation: notify.send, inputs: {backend: Webhook, webhook_url: 'http://a.example', message: x}",
                "type: call_workflow, workflow: other",
                "type: operation, operation: set, hooks: {pre: [{log: hello}]}",
            })
    void other_steps_do_not_reach_the_machine(String fields) {
        assertThat(ofStep(fields)).isEmpty();
    }

    @Test
    void what_comes_from_a_step_template_stands_where_the_step_names_it() {
        StepTemplates templates = StepTemplates.of(
                Map.of("t", "name: t\nstates:\n  initial: t\n  t: {type: step, command: 'cat {{readFile `x`}}'}\n"));

        List<MachineUse> uses = uses(
                Documents.withStates("start:\n  use_template: t\n  on_success: done"), Surroundings.among(templates));

        assertThat(uses).extracting(MachineUse::kind).containsExactlyInAnyOrder(Kind.COMMAND, Kind.FILE_READ);
        assertThat(uses).allMatch(use -> use.line() == Documents.FIRST_LINE || use.line() == Documents.FIRST_LINE + 1);
    }

    @Test
    void reading_a_document_looks_at_no_file_of_the_machine() {
        assertThat(Documents.warnings("""
                name: oracle
                inputs: {f: {type: string, default: /no/such/file, validation: {file_exists: true}}}
                states: {initial: done, done: {type: terminal}}
                """)).isEmpty();
    }
}
