package dev.millrace.workflow;

import static dev.millrace.workflow.Documents.withStates;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlowTest {
    @Test
    void warnsOfStatesThatNothingLeadsTo() {
        assertThat(Documents.warnings(withStates("""
                        start: {type: step, command: x, on_success: done, on_failure: broken}
                        orphan: {type: step, command: x, on_success: child}
                        child: {type: step, command: x, on_success: done}
                        """)))
                .extracting(Problem::path, Problem::line, Problem::message)
                .containsExactly(
                        tuple("/states/orphan", 5, "nothing leads to step `orphan`, so it never runs"),
                        tuple("/states/child", 6, "nothing leads to step `child`, so it never runs"));
    }

    @Test
    void warnsOfACallOfTheWorkflowItself() {
        assertThat(Documents.warnings("""
                        name: Round
                        states:
                          initial: start
                          start: {type: call_workflow, workflow: round, on_success: done}
                          done: {type: terminal}
                        """))
                .extracting(Problem::path, Problem::line, Problem::message)
                .containsExactly(tuple(
                        "/states/start/workflow",
                        4,
                        "step `start` calls the workflow that it is in: such a call fails"));
    }

    @Test
    void warnsOfCyclesThatNothingLeadsOutOf() {
        assertThat(Documents.warnings(withStates("""
                        start: {type: step, command: x, transitions: [{when: 'env.X == nil', goto: a}, {goto: done}], on_failure: broken}
                        a: {type: step, command: x, on_success: b}
                        b: {type: step, command: x, on_success: a}
                        """))).singleElement().satisfies(warning -> {
            assertThat(warning.path()).isEqualTo("/states/a");
            assertThat(warning.message())
                    .isEqualTo("nothing leads out of the cycle of `a`, `b`: only a failure ends it");
        });
        assertThat(Documents.warnings("""
                        name: w
                        states:
                          initial: a
                          a: {type: step, command: x, on_success: a}
                          end: {type: terminal}
                        """))
                .extracting(Problem::message)
                .contains("nothing leads out of the cycle of `a`: only a failure ends it");
    }

    @ParameterizedTest
    @ValueSource(strings = {"""
                start: {type: step, command: x, on_success: done, on_failure: start}
                """, """
                start: {type: for_each, items: a, body: [one, two], on_complete: done}
                one: {type: step, command: x}
                two: {type: step, command: x, on_success: start}
                """, """
                start: {type: for_each, items: a, body: [one], on_complete: done}
                one: {type: step, command: x, transitions: [{when: loop.Item == 2, goto: out}, {goto: start}]}
                out: {type: step, command: x, on_success: done}
                """, """
                start: {type: parallel, parallel: [one, two], on_success: done}
                one: {type: step, command: x}
                two: {type: while, while: 'false', body: [three]}
                three: {type: step, command: x}
                """, """
                start: {type: for_each, items: a, body: [one, two], on_complete: done}
                one: {type: step, command: x, on_success: two}
                two: {type: step, command: x, transitions: [{when: loop.First, goto: one}]}
                """})
    void acceptsCyclesLoopsAndJumpsWithoutAWarning(String states) {
        String document = withStates(states).replace("  broken: {type: terminal, status: failure}\n", "");
        assertThat(Documents.warnings(document)).isEmpty();
    }

    @Test
    void warnsOfAStepThatLeavesOneLoopForAnother() {
        assertThat(Documents.warnings(withStates("""
                        start: {type: for_each, items: a, body: [work], on_complete: next}
                        next: {type: for_each, items: a, body: [work], on_complete: done, on_failure: broken}
                        work: {type: step, command: x, on_success: start}
                        """))).singleElement().satisfies(warning -> assertThat(
                        warning.message())
                .isEqualTo("step `work` is a part of `next`, `start`: by going to one of them it leaves the others"));
    }

    @Test
    void warnsOfKeysThatDoNothing() {
        assertThat(Documents.warnings("""
                        name: w
                        on: {schedule: "0 6 * * *"}
                        concurrency: 2
                        session: {driver: chrome}
                        states:
                          initial: fan
                          fan: {type: parallel, parallel: [loop], retry: {max_attempts: 2}, artifacts: [a], on_success: end}
                          loop: {type: for_each, items: a, body: [work], on_success: end, depends_on: [fan]}
                          work: {type: step, command: x}
                          end: {type: terminal, on_success: fan}
                        """))
                .extracting(Problem::path, Problem::line)
                .containsExactlyInAnyOrder(
                        tuple("/on", 2),
                        tuple("/session", 4),
                        tuple("/states/fan/retry", 7),
                        tuple("/states/fan/artifacts", 7),
                        tuple("/states/loop/on_success", 8),
                        tuple("/states/loop/depends_on", 8),
                        tuple("/states/end/on_success", 10));
    }
}
