package dev.millrace.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.testing.Http;
import dev.millrace.testing.TestServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs that are long, or meant to never end. */
class HostileRunsIT {
    /** How much dearer a step may be in the longer run: a cost that grows with the square would make it ten times. */
    private static final double NO_DEARER = 4;

    private final Http http = TestServer.shared().http();

    private static String looping(String name, int iterations) {
        return """
                name: %s
                states:
                  initial: each
                  each:
                    type: while
                    while: loop.Index < %d
                    max_iterations: 10000
                    body: [note]
                    on_complete: done
                  note: {type: operation, operation: set, inputs: {at: "{{.loop.Index}}"}, on_success: each}
                  done: {type: terminal}
                """.formatted(name, iterations);
    }

    private static String chain(String name, int steps) {
        return IntStream.range(0, steps)
                .mapToObj(
                        i -> "  s%d: {type: operation, operation: set, inputs: {a: '{{.inputs.x}}'}, on_success: s%d}\n"
                                .formatted(i, i + 1))
                .collect(Collectors.joining(
                        "",
                        "name: " + name + "\ninputs: [{name: x, default: y}]\nstates:\n  initial: s0\n",
                        "  s" + steps + ": {type: terminal}\n"));
    }

    /** Runs it and waits in the same request. */
    private JsonNode runAndWait(String workflow) {
        JsonNode execution = http.send(
                        "POST",
                        "/v1/workflows/" + workflow + "/run",
                        "{}",
                        "Content-Type",
                        "application/json",
                        "Prefer",
                        "wait=60")
                .json();
        assertThat(execution.path("status").textValue()).isEqualTo("completed");
        return execution;
    }

    /** The shortest of some times, in nanoseconds: what else runs on the machine makes them only longer. */
    private static double shortest(int times, Runnable work) {
        return Stream.generate(() -> time(work))
                .limit(times)
                .mapToLong(Long::longValue)
                .min()
                .orElseThrow();
    }

    private static long time(Runnable work) {
        long before = System.nanoTime();
        work.run();
        return System.nanoTime() - before;
    }

    private static void assertNoDearer(String what, double each, double eachOfFew) {
        System.out.printf(
                "%s: %.1f µs each in the long run, %.1f in the short one%n", what, each / 1_000, eachOfFew / 1_000);
        assertThat(each).as(what).isLessThan(NO_DEARER * eachOfFew);
    }

    @Test
    void ten_thousand_iterations_cost_no_more_each_than_a_thousand_to_run_and_to_read() {
        http.put("few", looping("few", 1_000));
        http.put("many", looping("many", 10_000));
        String few = runAndWait("few").path("execution_id").textValue();
        JsonNode last = runAndWait("many");
        String many = last.path("execution_id").textValue();

        assertThat(last.at("/steps/999/name").textValue()).isEqualTo("note");
        assertThat(last.path("steps_omitted").intValue()).isEqualTo(9_001);
        assertNoDearer(
                "an iteration",
                shortest(3, () -> runAndWait("many")) / 10_000,
                shortest(3, () -> runAndWait("few")) / 1_000);
        assertNoDearer(
                "an entry read",
                shortest(5, () -> http.get("/v1/executions/" + many)) / 10_000,
                shortest(5, () -> http.get("/v1/executions/" + few)) / 1_000);
    }

    @Test
    void a_thousand_steps_cost_no_more_each_than_ten() {
        http.put("chain-long", chain("chain-long", 1_000));
        http.put("chain-short", chain("chain-short", 10));
        Runnable longRun = () -> runAndWait("chain-long");
        longRun.run();

        assertNoDearer(
                "a step",
                shortest(5, longRun) / 1_000,
                shortest(3, () -> IntStream.range(0, 20).forEach(_ -> runAndWait("chain-short"))) / 200);
    }

    @Test
    void ten_thousand_states_are_taken_and_run() {
        String name = "states-10000";
        String states = IntStream.range(0, 9_999)
                .mapToObj(i -> "  s%d: {type: operation, operation: set, on_success: s%d}\n".formatted(i, i + 1))
                .collect(Collectors.joining(
                        "", "name: " + name + "\nstates:\n  initial: s0\n", "  s9999: {type: terminal}\n"));

        assertThat(Duration.ofNanos(time(() -> http.put(name, states)))).isLessThan(Duration.ofSeconds(10));

        assertThat(runAndWait(name).path("current_step").textValue()).isEqualTo("s9999");
    }

    @Test
    void a_thousand_branches_run_and_are_counted() {
        String names = IntStream.range(0, 1_000).mapToObj(i -> "b" + i).collect(Collectors.joining(", "));
        String branches = IntStream.range(0, 1_000)
                .mapToObj(i -> "  b%d: {type: operation, operation: set}\n".formatted(i))
                .collect(Collectors.joining());
        http.put("branches", """
                name: branches
                states:
                  initial: fan
                  fan: {type: parallel, parallel: [%s], on_success: done}
                  done: {type: terminal}
                %s""".formatted(names, branches));

        assertThat(runAndWait("branches").path("steps_omitted").intValue()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '^', textBlock = """
            endless-template ~ command: "echo {{range 1000000000}}{{end}}"                                  ~ more than 1000000 steps
            huge-text        ~ command: '{{$x := "ab"}}{{range 60}}{{$x = print $x $x}}{{end}}'             ~ limit of 4194304 characters
            endless-when     ~ {command: exit 0, when: 'all(1..9999, {all(1..9999, {true})})'}              ~ more than 1000000 steps
            hostile-regex    ~ {command: exit 0, when: 'repeat("a", 4000000) matches ("(a|b|ab)*c(x{1000})" + "")'} ~ more than 1000000 steps
            """)
    void what_would_take_too_long_to_work_out_fails_and_the_server_goes_on(String name, String step, String message) {
        String fields = step.startsWith("{") ? step.substring(1, step.length() - 1) : step;
        http.put(name, """
                name: %s
                states:
                  initial: work
                  work: {type: step, %s, on_success: done}
                  done: {type: terminal}
                """.formatted(name, fields));

        JsonNode execution = http.runToEnd(name, "{}");

        assertThat(execution.path("status").textValue()).isEqualTo("failed");
        assertThat(execution.at("/error/message").textValue()).contains(message);
        assertThat(http.get("/health").status()).isEqualTo(200);
    }

    private static final String ENDLESS = """
            name: endless
            states:
              initial: a
              a: {type: operation, operation: set, on_success: b, on_failure: b}
              b: {type: operation, operation: set, transitions: [{when: "1 > 2", goto: done}, {goto: a}]}
              done: {type: terminal}
            """;

    @Test
    void a_cycle_that_never_ends_can_be_cancelled() {
        http.put("endless", ENDLESS);
        String id = http.run("endless", "{}");

        assertThat(http.post("/v1/executions/" + id + "/cancel", "").status()).isEqualTo(202);

        assertThat(http.awaitEnd(id).path("status").textValue()).isEqualTo("cancelled");
    }

    @Test
    void a_cycle_that_never_ends_fails_at_the_limit_of_steps(@TempDir Path folder) throws Exception {
        try (TestServer server = TestServer.start(folder, Map.of("ENGINE_MAX_STEPS", "500"))) {
            server.http().put("endless", ENDLESS);
            server.http().put("within", """
                    name: within
                    states:
                      initial: each
                      each: {type: while, while: "true", max_iterations: 10000, body: [note], on_complete: done, on_failure: sorry}
                      note: {type: operation, operation: set}
                      sorry: {type: terminal, status: failure, message: "stopped: {{.states.each.Output}}"}
                      done: {type: terminal}
                    """);

            JsonNode execution = server.http().runToEnd("endless", "{}");

            assertThat(execution.at("/error/code").textValue()).isEqualTo("too-many-steps");
            assertThat(execution.at("/error/message").textValue())
                    .isEqualTo(
                            "the run has made 500 attempts at steps, as many as the setting engine.max_steps allows");
            assertThat(execution.path("steps")).hasSize(500);
            assertThat(server.http()
                            .runToEnd("within", "{}")
                            .at("/error/message")
                            .textValue())
                    .isEqualTo("stopped: completed 499 iterations");
            String id = execution.path("execution_id").textValue();
            server.http().post("/v1/executions/" + id + "/resume", "{}");
            await().until(() -> server.http().awaitEnd(id).path("steps").size() == 1_000);
        }
    }
}
