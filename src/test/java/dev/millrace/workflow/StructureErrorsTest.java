package dev.millrace.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is refused in how states lead to and name each other, with its path and its line among the states (from 1). */
class StructureErrorsTest {
    private static Arguments refused(String states, String path, int line, String message) {
        return Arguments.of(states, path, line, message);
    }

    static Stream<Arguments> structure() {
        String work = "\nwork: {type: step, command: x}";
        return Stream.of(
                refused(
                        "start: {type: step, command: x, on_success: nowhere_land}",
                        "/states/start/on_success",
                        1,
                        "on_success of step `start` leads to `nowhere_land`, which is no state"),
                refused(
                        "start: {type: step, command: x, on_success: don}",
                        "/states/start/on_success",
                        1,
                        "leads to `don`, which is no state, did you mean `done`?"),
                refused(
                        "start: {type: step, command: x, on_success: done, on_failure: brokn}",
                        "/states/start/on_failure",
                        1,
                        "did you mean `broken`?"),
                refused(
                        "start:\n  type: step\n  command: x\n  transitions:\n    - goto: gone",
                        "/states/start/transitions/0/goto",
                        5,
                        "goto of a transition of step `start` leads to `gone`"),
                refused(
                        "start: {type: parallel, parallel: [work, smoke], on_success: done}" + work,
                        "/states/start/parallel/1",
                        1,
                        "parallel of step `start` names `smoke`, which is no state"),
                refused(
                        "start: {type: while, while: 'true', body: [work, gone], on_complete: done}" + work,
                        "/states/start/body/1",
                        1,
                        "body of step `start` names `gone`"),
                refused(
                        "start: {type: while, while: 'true', body: [work], on_complete: gone}" + work,
                        "/states/start/on_complete",
                        1,
                        "on_complete of step `start` leads to `gone`"),
                refused(
                        "start: {type: while, while: 'true', body: [work], on_complete: done}\n"
                                + "work: {type: step, command: x, on_success: gone}",
                        "/states/work/on_success",
                        2,
                        "leads to `gone`"),
                refused(
                        "start: {type: step, command: x}",
                        "/states/start",
                        1,
                        "step `start` has no next step after a success: add on_success"),
                refused("start: {type: step, command: x, on_failure: broken}", "/states/start", 1, "no next step"),
                refused("start: {type: operation, operation: set}", "/states/start", 1, "no next step"),
                refused(
                        "start: {type: call_workflow, workflow: w, on_failure: broken}",
                        "/states/start",
                        1,
                        "no next step"),
                refused(
                        "start: {type: parallel, parallel: [work], on_failure: broken}" + work,
                        "/states/start",
                        1,
                        "no next step"),
                refused(
                        "start: {type: step, command: x, transitions: [{when: 'true', goto: done}]}",
                        "/states/start",
                        1,
                        "add on_success, or a last transition without `when`"),
                refused(
                        "start: {type: for_each, items: a, body: [work]}" + work,
                        "/states/start",
                        1,
                        "add on_complete"),
                refused(
                        "start: {type: for_each, items: a, body: [work], on_success: done}" + work,
                        "/states/start",
                        1,
                        "add on_complete"),
                refused(
                        "start: {type: parallel, parallel: [work], on_success: work}" + work,
                        "/states/work",
                        2,
                        "step `work` has no next step"),
                refused(
                        "start: {type: for_each, items: a, body: [start], on_complete: done}",
                        "/states/start",
                        1,
                        "step `start` is a part of itself"),
                refused(
                        "start: {type: for_each, items: a, body: [inner], on_complete: done}\n"
                                + "inner: {type: parallel, parallel: [start], on_success: start}",
                        "/states/start",
                        1,
                        "step `start` is a part of itself, through `inner`"),
                refused(
                        "start: {type: for_each, items: a, body: [done], on_complete: done}",
                        "/states/start/body",
                        1,
                        "names `done`, a terminal"),
                refused(
                        "start: {type: parallel, parallel: [done], on_success: done}",
                        "/states/start/parallel",
                        1,
                        "names `done`, a terminal"),
                refused(
                        "start: {type: step, command: x, on_success: done, on_failure: {message: m}}\n"
                                + "__inline_error_start: {type: terminal}",
                        "/states/__inline_error_start",
                        2,
                        "is taken"));
    }

    @ParameterizedTest
    @MethodSource("structure")
    void refuses(String states, String path, int line, String message) {
        List<Problem> errors = Documents.errors(Documents.withStates(states));
        assertThat(errors).anySatisfy(error -> {
            assertThat(error.path()).isEqualTo(path);
            assertThat(error.line()).isEqualTo(Documents.FIRST_LINE + line - 1);
            assertThat(error.message()).contains(message);
        });
    }
}
