package dev.millrace.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is refused in a single state, with its path and its line among the states (from 1). */
class StepErrorsTest {
    private static Arguments refused(String states, String path, int line, String message) {
        return Arguments.of(states, path, line, message);
    }

    static Stream<Arguments> keys() {
        return Stream.of(
                refused(
                        "start:\n  type: step\n  comand: x\n  on_success: done",
                        "/states/start/comand",
                        3,
                        "unknown key `comand` in step `start`, did you mean `command`?"),
                refused(
                        "start:\n  type: step\n  command: x\n  pre_hook: {command: y}\n  on_success: done",
                        "/states/start/pre_hook",
                        4,
                        "unknown key `pre_hook` in step `start`"),
                refused(
                        "start: {type: step, command: x, items: [1], on_success: done}",
                        "/states/start/items",
                        1,
                        "unknown key `items` in step `start`, a step of type step; it belongs to type for_each"),
                refused(
                        "start:\n  type: step\n  command: x\n  on_success: done\n  retry:\n    max_attempts: 1\n    delay: 1s",
                        "/states/start/retry/delay",
                        7,
                        "unknown key `delay` in retry of step `start`"),
                refused(
                        "start: {type: step, command: x, transitions: [{goto: done, whn: a}]}",
                        "/states/start/transitions/0/whn",
                        1,
                        "did you mean `when`?"),
                refused(
                        "start: {type: step, command: x, on_success: done, hooks: {before: []}}",
                        "/states/start/hooks/before",
                        1,
                        "unknown key `before` in hooks of step `start`"),
                refused(
                        "start: {type: step, command: x, on_success: done, hooks: {pre: [{log: a, cmd: b}]}}",
                        "/states/start/hooks/pre/0/cmd",
                        1,
                        "unknown key `cmd`"),
                refused(
                        "start: {type: step, command: x, on_success: done, capture: {stdin: a}}",
                        "/states/start/capture/stdin",
                        1,
                        "unknown key `stdin`"),
                refused(
                        "start: {type: step, command: x, on_success: done, on_failure: {message: a, code: 3}}",
                        "/states/start/on_failure/code",
                        1,
                        "unknown key `code`"),
                refused(
                        "start: {type: step, command: x, on_success: done, outputs: [{name: a, from: '1', to: b}]}",
                        "/states/start/outputs/0/to",
                        1,
                        "unknown key `to`"),
                refused(
                        "start: {type: call_workflow, call_workflow: {workflow: w}, workflow: w, on_success: done}",
                        "/states/start/call_workflow",
                        1,
                        "unknown key `call_workflow`"));
    }

    static Stream<Arguments> missing() {
        return Stream.of(
                refused("start: {command: x, on_success: done}", "/states/start", 1, "step `start` has no `type`"),
                refused("start:", "/states/start", 1, "step `start` has no `type`"),
                refused("start: [a]", "/states/start", 1, "step `start` must be a map, not a list"),
                refused("start: {type: step, on_success: done}", "/states/start", 1, "has no `command`"),
                refused("start: {type: step, command: '', on_success: done}", "/states/start", 1, "empty command"),
                refused(
                        "start: {type: step, command: x, script_file: y, on_success: done}",
                        "/states/start/script_file",
                        1,
                        "both command and script_file"),
                refused("start: {type: operation, on_success: done}", "/states/start", 1, "has no `operation`"),
                refused(
                        "start: {type: operation, operation: set, inputs: {}, operation_inputs: {}, on_success: done}",
                        "/states/start/operation_inputs",
                        1,
                        "both inputs and operation_inputs"),
                refused("start: {type: parallel, on_success: done}", "/states/start", 1, "has no `parallel`"),
                refused(
                        "start: {type: parallel, parallel: [], on_success: done}",
                        "/states/start",
                        1,
                        "has no `parallel`"),
                refused(
                        "start: {type: for_each, body: [a], on_complete: done}\na: {type: step, command: x}",
                        "/states/start",
                        1,
                        "has no `items`"),
                refused("start: {type: for_each, items: a, on_complete: done}", "/states/start", 1, "has no `body`"),
                refused(
                        "start: {type: while, body: [a], on_complete: done}\na: {type: step, command: x}",
                        "/states/start",
                        1,
                        "has no `while`"),
                refused("start: {type: call_workflow, on_success: done}", "/states/start", 1, "has no `workflow`"),
                refused(
                        "start: {type: step, command: x, transitions: [{when: 'true'}], on_success: done}",
                        "/states/start/transitions/0",
                        1,
                        "a transition of step `start` has no `goto`"),
                refused(
                        "start: {type: step, command: x, on_success: done, retry: {backoff: linear}}",
                        "/states/start/retry",
                        1,
                        "retry of step `start` has no `max_attempts`"),
                refused(
                        "start: {type: step, command: x, on_success: done, on_failure: {status: 3}}",
                        "/states/start/on_failure",
                        1,
                        "on_failure of step `start` has no `message`"),
                refused(
                        "start: {type: step, command: x, on_success: done, hooks: {post: [{}]}}",
                        "/states/start/hooks/post/0",
                        1,
                        "needs `log` or `command`"),
                refused(
                        "start: {type: step, command: x, on_success: done, outputs: [{name: a}]}",
                        "/states/start/outputs/0",
                        1,
                        "has no `from`"));
    }

    static Stream<Arguments> values() {
        return Stream.of(
                refused(
                        "start:\n  type: stepp\n  on_success: done",
                        "/states/start/type",
                        2,
                        "`stepp`, which is none of step, terminal, operation, keyword, robot, parallel, for_each, while, call_workflow, did you mean `step`?"),
                refused(
                        "start: {type: robot, labels: [windows], on_success: done}",
                        "/states/start/labels",
                        1,
                        "labels of step `start` must be a map, not a list"),
                refused(
                        "start: {type: robot, queue_timeout: later, on_success: done}",
                        "/states/start/queue_timeout",
                        1,
                        "queue_timeout of step `start` must be a duration"),
                refused(
                        "start: {type: step, command: x, labels: {os: windows}, on_success: done}",
                        "/states/start/labels",
                        1,
                        "it belongs to type robot"),
                refused("start: {type: approval, on_success: done}", "/states/start/type", 1, "cannot run yet"),
                refused(
                        "start: {type: step, command: x, timeout: soonish, on_success: done}",
                        "/states/start/timeout",
                        1,
                        "timeout of step `start` must be a duration such as 30s or 1m30s, not `soonish`"),
                refused(
                        "start: {type: step, command: x, timeout: -5s, on_success: done}",
                        "/states/start/timeout",
                        1,
                        "not `-5s`"),
                refused(
                        "start: {type: step, command: [a], on_success: done}",
                        "/states/start/command",
                        1,
                        "command of step `start` must be text, not a list"),
                refused(
                        "start: {type: step, command: x, on_success: {a: b}}",
                        "/states/start/on_success",
                        1,
                        "on_success of step `start` must be the name of a state, not a map"),
                refused(
                        "start: {type: step, command: x, continue_on_error: maybe, on_success: done}",
                        "/states/start/continue_on_error",
                        1,
                        "must be true or false, not `maybe`"),
                refused(
                        "start: {type: step, command: x, on_interrupt: panic, on_success: done}",
                        "/states/start/on_interrupt",
                        1,
                        "must be one of rerun, fail, not `panic`"),
                refused(
                        "start: {type: step, command: x, on_success: done}\nend: {type: terminal, status: finished}",
                        "/states/end/status",
                        2,
                        "must be one of success, failure, not `finished`"),
                refused(
                        "start: {type: parallel, parallel: [a], strategy: most, on_success: done}\na: {type: step, command: x}",
                        "/states/start/strategy",
                        1,
                        "must be one of all_succeed, any_succeed, best_effort, not `most`"),
                refused(
                        "start: {type: parallel, parallel: [a], max_concurrent: -1, on_success: done}\na: {type: step, command: x}",
                        "/states/start/max_concurrent",
                        1,
                        "must be an integer from 0 up, not `-1`"),
                refused(
                        "start: {type: parallel, parallel: a, on_success: done}\na: {type: step, command: x}",
                        "/states/start/parallel",
                        1,
                        "must be a list of states, not `a`"),
                refused(
                        "start: {type: parallel, parallel: [a, a], on_success: done}\na: {type: step, command: x}",
                        "/states/start/parallel/1",
                        1,
                        "names `a` twice"),
                refused(
                        "start: {type: parallel, parallel: [a, [b]], on_success: done}\na: {type: step, command: x}",
                        "/states/start/parallel/1",
                        1,
                        "has a list in it"),
                refused(
                        "start: {type: while, while: 'true', body: [a], max_iterations: 10001, on_complete: done}\na: {type: step, command: x}",
                        "/states/start/max_iterations",
                        1,
                        "must be an integer from 0 to 10000, not `10001`"),
                refused(
                        "start: {type: while, while: 'true', body: [a], max_iterations: '-1', on_complete: done}\na: {type: step, command: x}",
                        "/states/start/max_iterations",
                        1,
                        "max_iterations"),
                refused(
                        "start: {type: for_each, items: {a: b}, body: [a], on_complete: done}\na: {type: step, command: x}",
                        "/states/start/items",
                        1,
                        "must be a list or text, not a map"),
                refused(
                        "start: {type: operation, operation: notify.send, on_success: done}",
                        "/states/start",
                        1,
                        "step `start` lacks the input `backend` of notify.send"),
                refused(
                        "start: {type: operation, operation: http.reqest, on_success: done}",
                        "/states/start/operation",
                        1,
                        "`http.reqest`, which does not exist, did you mean `http.request`?"),
                refused(
                        "start: {type: operation, operation: set, inputs: [a], on_success: done}",
                        "/states/start/inputs",
                        1,
                        "must be a map, not a list"),
                refused(
                        "start: {type: call_workflow, workflow: w, outputs: [a], on_success: done}",
                        "/states/start/outputs",
                        1,
                        "must be a map, not a list"),
                refused(
                        "start: {type: step, command: x, on_success: done, on_failure: {message: m, status: -1}}",
                        "/states/start/on_failure/status",
                        1,
                        "integer from 0 up"),
                refused(
                        "start: {type: step, command: x, on_success: done, outputs: {a: [b]}}",
                        "/states/start/outputs",
                        1,
                        "output `a` of step `start` must be text, not a list"),
                refused(
                        "start: {type: step, command: x, on_success: done, outputs: [{name: a, from: '1'}, {name: a, from: '2'}]}",
                        "/states/start/outputs/1/name",
                        1,
                        "the output `a` is listed twice"),
                refused(
                        "start: {type: step, command: x, on_success: done, capture: {stdout: a, max_size: big}}",
                        "/states/start/capture/max_size",
                        1,
                        "must be a size such as 64KB or 10MB"),
                refused(
                        "start: {type: step, command: x, on_success: done, capture: {stdout: a, encoding: klingon}}",
                        "/states/start/capture/encoding",
                        1,
                        "must be a character encoding"),
                refused(
                        "start: {type: step, command: x, on_success: done, use_template: t, parameters: {a: b}}",
                        "/states/start/use_template",
                        1,
                        "uses the step template `t`, which does not exist; there are none"));
    }

    static Stream<Arguments> retries() {
        return Stream.of(
                retry("max_attempts: 0", "max_attempts", "an integer from 1 to 1000000, not `0`"),
                retry("max_attempts: many", "max_attempts", "not `many`"),
                retry("max_attempts: 1, initial_delay: soon", "initial_delay", "a duration"),
                retry("max_attempts: 1, backoff: wild", "backoff", "one of constant, linear, exponential"),
                retry("max_attempts: 1, jitter: 1.5", "jitter", "a number from 0 to 1, not `1.5`"),
                retry("max_attempts: 1, jitter: -0.1", "jitter", "a number from 0 to 1"),
                retry("max_attempts: 1, multiplier: 0", "multiplier", "a number above 0"),
                retry("max_attempts: 1, retryable_exit_codes: [300]", "retryable_exit_codes", "not `300`"),
                retry("max_attempts: 1, retryable_exit_codes: 3", "retryable_exit_codes", "a list of text"));
    }

    private static Arguments retry(String keys, String key, String message) {
        String step = "start: {type: step, command: x, on_success: done, retry: {%s}}".formatted(keys);
        return refused(step, "/states/start/retry/" + key, 1, message);
    }

    static Stream<Arguments> expressions() {
        return Stream.of(
                refused(
                        "start:\n  type: step\n  command: |\n    echo a\n    echo {{.inputs.x\n  on_success: done",
                        "/states/start/command",
                        5,
                        "command of step `start` is no valid template"),
                refused(
                        "start: {type: step, command: 'echo {{nonsense 1}}', on_success: done}",
                        "/states/start/command",
                        1,
                        "step `start`"),
                refused(
                        "start: {type: step, command: x, transitions: [{when: '1 +', goto: done}, {goto: done}]}",
                        "/states/start/transitions/0/when",
                        1,
                        "when of a transition of step `start` is no valid condition"),
                refused(
                        "start: {type: step, command: x, when: 'a ==', on_success: done}",
                        "/states/start/when",
                        1,
                        "is no valid condition"),
                refused(
                        "start: {type: while, while: '(', body: [a], on_complete: done}\na: {type: step, command: x}",
                        "/states/start/while",
                        1,
                        "is no valid condition"),
                refused(
                        "start: {type: operation, operation: set, inputs: {a: {b: ['{{']}}, on_success: done}",
                        "/states/start/inputs/a/b/0",
                        1,
                        "inputs of step `start` is no valid template"),
                refused(
                        "start: {type: step, command: x, on_success: done, on_failure: {message: '{{end}}'}}",
                        "/states/start/on_failure/message",
                        1,
                        "is no valid template"),
                refused(
                        "start: {type: step, command: x, on_success: done, outputs: {a: '{{'}}",
                        "/states/start/outputs/a",
                        1,
                        "is no valid template"));
    }

    @ParameterizedTest
    @MethodSource({"keys", "missing", "values", "retries", "expressions"})
    void refuses(String states, String path, int line, String message) {
        List<Problem> errors = Documents.errors(Documents.withStates(states));
        assertThat(errors).anySatisfy(error -> {
            assertThat(error.path()).isEqualTo(path);
            assertThat(error.line()).isEqualTo(Documents.FIRST_LINE + line - 1);
            assertThat(error.message()).contains(message);
        });
    }

    @Test
    void reportsEverythingAtOnce() {
        List<Problem> errors = Documents.errors("""
                nmae: x
                name: w
                inputs: [{name: a, type: strin}]
                states:
                  initial: go
                  go: {type: step, comand: x, timeout: soon, on_success: nowhere}
                  end: {type: terminal, status: finished}
                """);
        assertThat(errors)
                .extracting(Problem::path)
                .containsExactlyInAnyOrder(
                        "/nmae",
                        "/inputs/0/type",
                        "/states/go",
                        "/states/go/comand",
                        "/states/go/timeout",
                        "/states/go/on_success",
                        "/states/end/status");
    }
}
