package dev.millrace.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What templates and conditions may refer to. */
class ReferencesTest {
    private static String document(String template, String condition) {
        return """
                name: w
                inputs: {port: {type: integer}}
                hooks: {workflow_error: [{log: "{{.error.Message}} {{error.exit_code}}"}]}
                states:
                  initial: first
                  first: {type: step, command: x, on_success: use}
                  use:
                    type: step
                    command: '%s'
                    transitions:
                      - {when: '%s', goto: end}
                      - {goto: later}
                  later: {type: step, command: x, on_success: each-one}
                  each-one: {type: for_each, items: a, body: [work], on_complete: end}
                  work: {type: step, command: "{{.loop.Item}} {{loop.parent.index1}}"}
                  end: {type: terminal}
                """.formatted(template, condition);
    }

    private static final String NO_TEMPLATE = "x";
    private static final String NO_CONDITION = "true";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{.inputs.port}} {{inputs.port}} {{json .inputs}} {{len .states}}",
                "{{.states.first.Output}} {{states.first.Response.body}} {{.states.first.JSON.a.b}} {{.states.first.Outputs.x}}",
                "{{.states.use.Output}}",
                "{{.workflow.ID}} {{workflow.Name}} {{.workflow.CurrentState}} {{.workflow.StartedAt}} {{.workflow.Duration}}",
                "{{.context.WorkingDir}} {{context.working_dir}} {{.context.user}} {{context.Hostname}}",
                "{{.env.HOME}} {{env.ANYTHING}} {{.awf.scripts_dir}} {{secrets.TOKEN}} {{.secrets.OTHER}}",
                "{{range split .inputs.port \",\"}}{{.}}{{$.inputs.port}}{{end}}"
            })
    void acceptsTemplatesThatReferToWhatIsThere(String template) {
        assertThat(Documents.warnings(document(template.replace("'", "''"), NO_CONDITION)))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "inputs.port == 1 and states.first.ExitCode == 0",
                "states.use?.Output == nil",
                "states[\"first\"].Status == \"completed\"",
                "let n = len(states.first.Output); n > 3",
                "any([1, 2], {# > inputs.port})",
                "env.NOT_SET == nil and context.user != \"\" and workflow.Duration != \"\""
            })
    void acceptsConditionsThatReferToWhatIsThere(String condition) {
        assertThat(Documents.warnings(document(NO_TEMPLATE, condition))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{{.states.frist.Output}} | refers to `frist`, which is no state, did you mean `first`?",
                "{{.states.first.output}} | states.first has no `output`, did you mean `Output`?",
                "{{.states.first.Exit}} | states.first has no `Exit`",
                "{{.workflow.id}} | workflow has no `id`, did you mean `ID`?",
                "{{.context.home}} | context has no `home`",
                "{{.awf.script_dir}} | did you mean `scripts_dir`?",
                "{{.loop.Items}} | loop has no `Items`, did you mean `Item`?",
                "{{.loop.Parent.Itm}} | loop.Parent has no `Itm`, did you mean `Item`?",
                "{{.error.Message}} | `error`, which is there only in workflow_error hooks",
                "{{.input.port}} | `input`, which does not exist, did you mean `inputs`?"
            })
    void refusesTemplatesThatCanNeverWork(String template, String message) {
        assertRefused(document(template, NO_CONDITION), "/states/use/command", 9, "command of step `use`", message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "states.frist.ExitCode == 0 | `frist`, which is no state, did you mean `first`?",
                "states.each.Output == \"\" | `each`, which is no state; a name with a dash is written states[\"each-one\"]",
                "states.first.exitcode == 0 | states.first has no `exitcode`, did you mean `ExitCode`?",
                "secrets.TOKEN == \"\" | `secrets`, which are there only in templates",
                "error.Message == \"\" | only in workflow_error hooks",
                "stats.first.ExitCode == 0 | `stats`, which does not exist, did you mean `states`?"
            })
    void refusesConditionsThatCanNeverWork(String condition, String message) {
        assertRefused(
                document(NO_TEMPLATE, condition),
                "/states/use/transitions/0/when",
                11,
                "when of a transition of step `use`",
                message);
    }

    private static void assertRefused(String source, String path, int line, String start, String message) {
        List<Problem> errors = Documents.errors(source);
        assertThat(errors).singleElement().satisfies(error -> {
            assertThat(error.path()).isEqualTo(path);
            assertThat(error.line()).isEqualTo(line);
            assertThat(error.message()).startsWith(start).contains(message);
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{{.inputs.prot}} | refers to the input `prot`, which is not declared, did you mean `port`?",
                "{{.states.later.Output}} | refers to state `later`, which cannot have run by then",
                "{{.loop.Item}} | refers to `loop`, which is there only in the body of a loop"
            })
    void warnsOfWhatMayNotBeThere(String template, String message) {
        assertThat(Documents.warnings(document(template, NO_CONDITION)))
                .singleElement()
                .satisfies(warning -> {
                    assertThat(warning.path()).isEqualTo("/states/use/command");
                    assertThat(warning.line()).isEqualTo(9);
                    assertThat(warning.message())
                            .startsWith("command of step `use`")
                            .contains(message);
                });
    }

    @Test
    void showsTheLineInsideOfABlock() {
        assertThat(Documents.errors("""
                        name: w
                        states:
                          initial: a
                          a:
                            type: step
                            command: |
                              echo one
                              echo two {{.states.b.Output}}
                            on_success: end
                          end: {type: terminal}
                        """)).singleElement().satisfies(error -> assertThat(error.line())
                .isEqualTo(8));
    }

    @Test
    void knowsStepsOfLoopsInParallelBranchesAsPartsOfTheOuterLoop() {
        assertThat(Documents.warnings("""
                        name: w
                        states:
                          initial: outer
                          outer: {type: for_each, items: a, body: [fan], on_complete: end}
                          fan: {type: parallel, parallel: [leaf, other]}
                          leaf: {type: step, command: "{{.loop.Item}} {{.states.other.Output}}"}
                          other: {type: step, command: "{{.loop.Item}}"}
                          end: {type: terminal}
                        """)).isEmpty();
    }

    @Test
    void checksOutputsAndHooksOfTheWorkflow() {
        assertThat(Documents.errors("""
                        name: w
                        outputs: {a: "{{.states.gone.Output}}", b: "{{.error.Message}}"}
                        hooks: {workflow_end: [{command: "{{.error.Message}}"}]}
                        states: {initial: end, end: {type: terminal}}
                        """))
                .extracting(Problem::path)
                .containsExactlyInAnyOrder("/outputs/a", "/outputs/b", "/hooks/workflow_end/0/command");
    }
}
