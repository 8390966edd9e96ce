package dev.millrace.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

/** Documents that nobody writes to be helpful. */
class HostileDocumentsTest {
    private static final Duration SHORT = Duration.ofSeconds(5);

    /** A document with most of the language in it. */
    private static final String VALID = """
            name: sample
            tags: [a, b]
            inputs:
              - {name: port, type: integer, default: 8080, validation: {min: 1024, max: 65535}}
              - {name: list, type: array}
            hooks: {workflow_error: [{log: "{{.error.Message}}"}]}
            outputs: [{name: n, from: states.build.ExitCode}, {name: t, from: "{{.states.build.Output}}"}]
            states:
              initial: build
              build: &build
                type: step
                command: |
                  echo {{escape .inputs.port}}
                timeout: 1m30s
                retry: {max_attempts: 3, backoff: linear, jitter: 0.5}
                transitions: [{when: 'states.build.ExitCode == 2', goto: each}, {goto: fan}]
                on_failure: {message: "code {{.states.build.ExitCode}}", status: 3}
              fan: {type: parallel, parallel: [left, right], strategy: any_succeed, on_success: each}
              left: {<<: *build, command: left}
              right: {type: operation, operation: set, inputs: {a: {b: ["{{.inputs.port}}", 1]}}}
              each: {type: for_each, items: [1, 2], body: [work], max_iterations: "{{.inputs.port}}", on_complete: poll}
              work: {type: call_workflow, workflow: child, inputs: {i: "{{.loop.Item}}"}, outputs: {a: b}, on_success: each}
              poll: {type: while, while: 'loop.Index < 3', body: [ping], on_complete: end}
              ping: {type: step, script_file: ping.sh, capture: {stdout: pong, max_size: 1KB}}
              end: {type: terminal}
            """;

    @Test
    void theSampleIsValid() {
        assertThat(WorkflowReader.read(VALID)).isInstanceOf(Reading.Accepted.class);
    }

    @Property(tries = 1000)
    void anyTextIsReadOrRefused(@ForAll @StringLength(max = 200) String text) {
        assertThatCode(() -> WorkflowReader.read(text)).doesNotThrowAnyException();
    }

    @Property(tries = 1000)
    void aValidDocumentWithAnyPieceReplacedIsReadOrRefused(
            @ForAll @IntRange(max = 1400) int start,
            @ForAll @IntRange(max = 12) int length,
            @ForAll @StringLength(max = 5) String replacement) {
        mutate(start, length, replacement);
    }

    @Property(tries = 1000)
    void aValidDocumentWithAPieceMovedIsReadOrRefused(
            @ForAll @IntRange(max = 1400) int start,
            @ForAll @IntRange(max = 40) int length,
            @ForAll @IntRange(max = 1400) int from,
            @ForAll @IntRange(max = 40) int count) {
        mutate(start, length, piece(from, count));
    }

    private static String piece(int start, int length) {
        int from = Math.min(start, VALID.length());
        return VALID.substring(from, Math.min(from + length, VALID.length()));
    }

    private static void mutate(int start, int length, String replacement) {
        int from = Math.min(start, VALID.length());
        String mutant = VALID.substring(0, from)
                + replacement
                + VALID.substring(from + piece(start, length).length());
        Reading reading = WorkflowReader.read(mutant);
        if (reading instanceof Reading.Refused refused) {
            assertThat(refused.errors()).isNotEmpty().allSatisfy(error -> {
                assertThat(error.line()).isPositive();
                assertThat(error.column()).isPositive();
                assertThat(error.message()).isNotBlank();
            });
        }
    }

    private static String chain(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "  s%d: {type: step, command: \"echo {{.states.s%d.Output}}\", on_success: s%d}\n"
                        .formatted(i, Math.max(0, i - 1), i + 1))
                .collect(Collectors.joining(
                        "", "name: w\nstates:\n  initial: s0\n", "  s%d: {type: terminal}\n".formatted(count)));
    }

    @Test
    void tenThousandStatesAreRead() {
        assertTimeout(SHORT, () -> assertThat(Documents.accepted(chain(9_999)).steps())
                .hasSize(10_000));
    }

    @Test
    void moreStatesAreRefused() {
        assertThat(Documents.errors(chain(10_000)))
                .extracting(Problem::message)
                .contains("there are 10,001 states; at most 10,000 are allowed");
    }

    @Test
    void tenThousandErrorsAreSummedUp() {
        String states = IntStream.range(0, 5_000)
                .mapToObj(i -> "  s%d: {type: step, comand: x, on_success: s}\n".formatted(i))
                .collect(Collectors.joining("", "name: w\nstates:\n  initial: s0\n", ""));
        assertTimeout(SHORT, () -> assertThat(Documents.errors(states))
                .hasSize(501)
                .last()
                .extracting(Problem::message)
                .asString()
                .matches("there are [0-9,]+ more errors"));
    }

    @Test
    void loopsNestedTooDeepAreRefused() {
        String loops = IntStream.range(0, 2_000)
                .mapToObj(i -> "  l%d: {type: for_each, items: a, body: [l%d], on_complete: end}\n".formatted(i, i + 1))
                .collect(Collectors.joining(
                        "",
                        "name: w\nstates:\n  initial: l0\n",
                        "  l2000: {type: step, command: x}\n  end: {type: terminal}\n"));
        assertTimeout(
                SHORT, () -> assertThat(Documents.errors(loops)).singleElement().satisfies(error -> {
                    assertThat(error.path()).isEqualTo("/states/l0");
                    assertThat(error.message()).contains("nested deeper than 32");
                }));
    }

    @Test
    void oneLongLineIsNoProblem() {
        String line = "x".repeat(1_000_000);
        assertTimeout(
                SHORT,
                () -> Documents.accepted(
                        Documents.withStates("start: {type: step, command: '" + line + "', on_success: done}")));
        assertTimeout(SHORT, () -> assertThat(Documents.errors(Documents.withStates(
                        "start: {type: step, timeout: " + line + ", command: x, on_success: done}")))
                .allSatisfy(error -> assertThat(error.message()).hasSizeLessThan(200)));
        assertTimeout(SHORT, () -> assertThat(Documents.errors(line + ": 1\n" + VALID))
                .allSatisfy(error -> assertThat(error.message()).hasSizeLessThan(200)));
    }

    @Test
    void aListOfManyNamesIsNoProblem() {
        String names = IntStream.range(0, 100_000).mapToObj(i -> "n" + i).collect(Collectors.joining(","));
        assertTimeout(SHORT, () -> assertThat(Documents.errors(
                        Documents.withStates("start: {type: parallel, parallel: [" + names + "], on_success: done}")))
                .isNotEmpty());
    }

    @Test
    void deepNestingAndAliasBombsAreRefused() {
        assertThat(Documents.errors("a: " + "[".repeat(10_000))).singleElement().satisfies(error -> {
            assertThat(error.message()).contains("nested deeper");
            assertThat(error.line()).isEqualTo(1);
        });
        String bomb = IntStream.range(1, 20)
                .mapToObj(i -> "a%d: &a%d [%s]\n"
                        .formatted(i, i, "*a%d,".formatted(i - 1).repeat(9)))
                .collect(Collectors.joining("", "a0: &a0 [x]\n", ""));
        assertThat(Documents.errors(bomb)).singleElement().satisfies(error -> assertThat(error.message())
                .contains("aliases"));
        assertThat(Documents.errors("a: &a {b: *a}")).singleElement().satisfies(error -> assertThat(error.message())
                .contains("inside what it refers to"));
    }
}
