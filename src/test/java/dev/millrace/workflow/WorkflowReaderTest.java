package dev.millrace.workflow;

import static dev.millrace.workflow.Documents.accepted;
import static dev.millrace.workflow.Documents.start;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.access.Visibility;
import dev.millrace.expression.Condition;
import dev.millrace.expression.Template;
import dev.millrace.workflow.Workflow.Hook;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkflowReaderTest {
    private static Template template(String source) {
        return Template.parse(source);
    }

    @Test
    void readsTheWorkflowAsAWhole() {
        Workflow workflow = accepted("""
                name: release
                description: builds and ships
                version: "1.2.0"
                author: Ada
                tags: [build, 7]
                env: [HOME, TOKEN]
                plugins: {pg: database}
                on_interrupt: fail
                visibility: shared
                inputs:
                  - {name: target, type: string, default: all}
                hooks:
                  workflow_start: [{log: "go {{.workflow.Name}}"}]
                  workflow_end: [{command: "echo end"}]
                  workflow_error: [{command: "echo {{.error.Message}}", log: wins}]
                  workflow_cancel: []
                outputs:
                  text: "{{.states.build.Output}}"
                states:
                  initial: build
                  build: {type: step, command: make, on_success: done}
                  done: {type: terminal, description: the end}
                """);
        assertThat(workflow.name()).isEqualTo("release");
        assertThat(workflow.about())
                .isEqualTo(new Workflow.About("builds and ships", "1.2.0", "Ada", List.of("build", "7")));
        assertThat(workflow.env()).containsExactly("HOME", "TOKEN");
        assertThat(workflow.onInterrupt()).isEqualTo(Workflow.OnInterrupt.FAIL);
        assertThat(workflow.visibility()).isEqualTo(Visibility.SHARED);
        assertThat(workflow.inputs()).containsOnlyKeys("target");
        assertThat(workflow.initial()).isEqualTo("build");
        assertThat(workflow.steps().keySet()).containsExactly("build", "done");
        assertThat(workflow.step("done"))
                .isEqualTo(new Step.Terminal(
                        "done", "the end", Step.Outcome.SUCCESS, Optional.empty(), OptionalInt.empty()));
        assertThat(workflow.outputs())
                .containsExactly(new Output("text", new Output.Source.Rendered(template("{{.states.build.Output}}"))));
        assertThat(workflow.hooks())
                .isEqualTo(new Workflow.Hooks(
                        List.of(new Hook.Log(template("go {{.workflow.Name}}"))),
                        List.of(new Hook.Run(template("echo end"))),
                        List.of(new Hook.Log(template("wins"))),
                        List.of()));
    }

    @Test
    void givesDefaultsToWhatIsLeftOut() {
        Workflow workflow = accepted("{name: w, description: , tags: ~, states: {initial: e, e: {type: terminal}}}");
        assertThat(workflow)
                .isEqualTo(new Workflow(
                        "w",
                        new Workflow.About("", "", "", List.of()),
                        Map.of(),
                        List.of(),
                        "e",
                        Map.of(
                                "e",
                                new Step.Terminal(
                                        "e", "", Step.Outcome.SUCCESS, Optional.empty(), OptionalInt.empty())),
                        new Workflow.Hooks(List.of(), List.of(), List.of(), List.of()),
                        List.of(),
                        Map.of(),
                        OptionalInt.empty(),
                        Workflow.OnInterrupt.RERUN,
                        Visibility.PRIVATE));
    }

    @Test
    void readsJson() {
        String yaml = """
                name: w
                states:
                  initial: s
                  s: {type: step, command: ls, timeout: 5, on_success: e}
                  e: {type: terminal}
                """;
        String json = """
                {
                \t"name": "w",
                \t"states": {
                \t\t"initial": "s",
                \t\t"s": {"type":"step","command":"ls","timeout":5,"on_success":"e"},
                \t\t"e": {"type":"terminal"}
                \t}
                }
                """;
        assertThat(accepted(json)).isEqualTo(accepted(yaml));
    }

    @Test
    void readsEverythingThatStepsShare() {
        Common common = start("""
                        start:
                          type: step
                          command: ls
                          description: lists
                          timeout: 1.5s
                          when: inputs.x == nil
                          transitions:
                            - {when: states.start.ExitCode == 2, goto: broken}
                            - {goto: done}
                          on_success: done
                          on_failure: broken
                          continue_on_error: yes
                          retry: {max_attempts: 5, initial_delay: 200ms, max_delay: 2s, backoff: exponential,
                                  multiplier: 3, jitter: 0.3, retryable_exit_codes: [1, 75]}
                          capture: {stdout: version, stderr: noise, max_size: 10MB, encoding: latin1}
                          outputs: [{name: n, from: states.start.ExitCode}, {name: t, from: "{{.inputs.x}}"}]
                          hooks: {pre: [{log: a}], post: [{command: b}]}
                          on_interrupt: fail
                        """).common();
        assertThat(common)
                .isEqualTo(new Common(
                        "lists",
                        Optional.of(Duration.ofMillis(1500)),
                        new Common.Routes(
                                List.of(
                                        new Common.Transition(
                                                Optional.of(Condition.parse("states.start.ExitCode == 2")), "broken"),
                                        new Common.Transition(Optional.empty(), "done")),
                                Optional.of("done"),
                                Optional.of("broken"),
                                true),
                        Optional.of(new Retry(
                                5,
                                Duration.ofMillis(200),
                                Optional.of(Duration.ofSeconds(2)),
                                Retry.Backoff.EXPONENTIAL,
                                3,
                                0.3,
                                Set.of(1, 75))),
                        Optional.of(Condition.parse("inputs.x == nil")),
                        Optional.of(new Common.Capture(
                                Optional.of("version"),
                                Optional.of("noise"),
                                OptionalLong.of(10 << 20),
                                StandardCharsets.ISO_8859_1)),
                        List.of(
                                new Output("n", new Output.Source.Evaluated(Condition.parse("states.start.ExitCode"))),
                                new Output("t", new Output.Source.Rendered(template("{{.inputs.x}}")))),
                        new Common.Hooks(List.of(new Hook.Log(template("a"))), List.of(new Hook.Run(template("b")))),
                        Optional.of(Workflow.OnInterrupt.FAIL)));
    }

    @ParameterizedTest
    @CsvSource({"true, true", "5, 5", "007, 007", "1.50, 1.50", "~x, ~x", "'\"a\"', a"})
    void takesACommandAsTheTextThatIsWritten(String written, String command) {
        Step.Command step =
                (Step.Command) start("start: {type: step, command: %s, on_success: done}".formatted(written));
        assertThat(step.program()).isEqualTo(new Step.Program.Shell(template(command)));
    }

    @Test
    void readsACommandThatIsAScript() {
        assertThat(start("start: {type: Command, script_file: '~/{{.inputs.x}}.sh', dir: /tmp, on_success: done}"))
                .isInstanceOfSatisfying(Step.Command.class, step -> {
                    assertThat(step.program()).isEqualTo(new Step.Program.Script(template("~/{{.inputs.x}}.sh")));
                    assertThat(step.dir()).contains(template("/tmp"));
                });
    }

    @Test
    void readsTheInputsOfAnOperationAsTemplatesAndConstants() {
        Step.Operation step = (Step.Operation) start("""
                start:
                  type: operation
                  operation: set
                  inputs: {url: "{{.inputs.u}}", timeout: 5, ratio: 0.5, quoted: "5", none: ~, list: [a, {b: true}]}
                  on_success: done
                """);
        assertThat(step.operation()).isEqualTo(Operations.SET);
        assertThat(step.inputs())
                .isEqualTo(Map.of(
                        "url", new Value.Text(template("{{.inputs.u}}")),
                        "timeout", new Value.Constant(5L),
                        "ratio", new Value.Constant(0.5),
                        "quoted", new Value.Text(template("5")),
                        "none", new Value.Constant(null),
                        "list",
                                new Value.Listing(List.of(
                                        new Value.Text(template("a")),
                                        new Value.Mapping(Map.of("b", new Value.Constant(true)))))));
        assertThat(start("start: {type: operation, operation: set, operation_inputs: {a: b}, on_success: done}"))
                .isInstanceOfSatisfying(
                        Step.Operation.class, set -> assertThat(set.inputs()).containsOnlyKeys("a"));
    }

    @Test
    void readsAParallelStepWhoseBranchesNeedNoNextStep() {
        String branches = "a: {type: step, command: x}\nb: {type: step, command: y}\n";
        assertThat(start("start: {type: parallel, parallel: [a, b], on_success: done}\n" + branches))
                .isInstanceOfSatisfying(Step.Parallel.class, step -> {
                    assertThat(step.branches()).containsExactly("a", "b");
                    assertThat(step.strategy()).isEqualTo(Step.Strategy.ALL_SUCCEED);
                    assertThat(step.maxConcurrent()).isEmpty();
                });
        assertThat(start(
                        "start: {type: parallel, parallel: [a, b], strategy: best_effort, max_concurrent: 2, on_success: done}\n"
                                + branches))
                .isInstanceOfSatisfying(Step.Parallel.class, step -> {
                    assertThat(step.strategy()).isEqualTo(Step.Strategy.BEST_EFFORT);
                    assertThat(step.maxConcurrent()).hasValue(2);
                });
    }

    @Test
    void readsLoops() {
        String body = "work: {type: step, command: x}\n";
        assertThat(start("start: {type: for_each, items: [1, a], body: [work], break_when: loop.Index >= 1,"
                        + " max_iterations: 7, on_complete: done}\n" + body))
                .isInstanceOfSatisfying(Step.ForEach.class, loop -> {
                    assertThat(loop.items())
                            .isEqualTo(
                                    new Value.Listing(List.of(new Value.Constant(1L), new Value.Text(template("a")))));
                    assertThat(loop.body()).containsExactly("work");
                    assertThat(loop.breakWhen()).contains(Condition.parse("loop.Index >= 1"));
                    assertThat(loop.maxIterations()).isEqualTo(new Step.MaxIterations.Fixed(7));
                    assertThat(loop.common().routes().onSuccess()).contains("done");
                });
        assertThat(start("start: {type: for_each, items: '{{.inputs.l}}', body: [work], on_complete: done}\n" + body))
                .isInstanceOfSatisfying(Step.ForEach.class, loop -> {
                    assertThat(loop.items()).isEqualTo(new Value.Text(template("{{.inputs.l}}")));
                    assertThat(loop.maxIterations()).isEqualTo(Step.MaxIterations.DEFAULT);
                });
        assertThat(start("start: {type: while, while: 'true', max_iterations: '{{.inputs.n}} * 2', body: [work],"
                        + " on_complete: done}\n" + body))
                .isInstanceOfSatisfying(Step.While.class, loop -> {
                    assertThat(loop.condition()).isEqualTo(Condition.parse("true"));
                    assertThat(loop.maxIterations())
                            .isEqualTo(new Step.MaxIterations.Rendered(template("{{.inputs.n}} * 2")));
                });
        assertThat(start("start: {type: while, while: 'true', max_iterations: 0, body: [work], on_complete: done}\n"
                        + body))
                .isInstanceOfSatisfying(Step.While.class, loop -> assertThat(loop.maxIterations())
                        .isEqualTo(Step.MaxIterations.DEFAULT));
    }

    @Test
    void readsACallWhoseTimeoutIsFiveMinutesUnlessItSaysOtherwise() {
        assertThat(start("start: {type: call_workflow, workflow: child, inputs: {m: '{{.inputs.x}}', n: 5},"
                        + " outputs: {work: got}, on_success: done}"))
                .isInstanceOfSatisfying(Step.CallWorkflow.class, call -> {
                    assertThat(call.workflow()).isEqualTo("child");
                    assertThat(call.inputs())
                            .isEqualTo(Map.of(
                                    "m", new Value.Text(template("{{.inputs.x}}")), "n", new Value.Constant(5L)));
                    assertThat(call.outputs()).isEqualTo(Map.of("work", "got"));
                    assertThat(call.common().timeout()).contains(Duration.ofMinutes(5));
                });
        assertThat(start("start: {type: call_workflow, workflow: child, timeout: 60, on_success: done}")
                        .common()
                        .timeout())
                .contains(Duration.ofMinutes(1));
    }

    @Test
    void turnsAnInlineFailureIntoATerminal() {
        Workflow workflow = accepted(
                Documents.withStates(
                        "start: {type: step, command: x, on_success: done, on_failure: {message: 'code {{.states.start.ExitCode}}', status: 42}}"));
        assertThat(((Step.Activity) workflow.step("start")).common().routes().onFailure())
                .contains("__inline_error_start");
        assertThat(workflow.step("__inline_error_start"))
                .isEqualTo(new Step.Terminal(
                        "__inline_error_start",
                        "",
                        Step.Outcome.FAILURE,
                        Optional.of(template("code {{.states.start.ExitCode}}")),
                        OptionalInt.of(42)));
        assertThat(workflow.steps().keySet()).endsWith("__inline_error_start");
    }

    @Test
    void takesATimeoutOfZeroForNone() {
        assertThat(start("start: {type: step, command: x, timeout: 0, on_success: done}")
                        .common()
                        .timeout())
                .isEmpty();
    }

    @Test
    void sharesKeysThroughAnchors() {
        Workflow workflow = accepted(Documents.withStates("""
                start: &base {type: step, command: x, timeout: 3s, on_success: done}
                other: {<<: *base, command: y, on_success: start}
                """));
        assertThat(((Step.Activity) workflow.step("other")).common().timeout()).contains(Duration.ofSeconds(3));
    }
}
