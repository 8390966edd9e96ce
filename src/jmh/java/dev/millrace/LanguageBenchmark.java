package dev.millrace;

import dev.millrace.expression.Condition;
import dev.millrace.expression.Scope;
import dev.millrace.expression.Template;
import dev.millrace.workflow.Reading;
import dev.millrace.workflow.WorkflowReader;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/** How long the language takes: {@code make jmh} prints each figure beside its target. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(org.openjdk.jmh.annotations.Scope.Benchmark)
public class LanguageBenchmark {
    /** By the name of the benchmark, in microseconds. */
    private static final Map<String, Double> TARGETS =
            Map.of("readWorkflow", 2_000.0, "renderTemplate", 5.0, "testCondition", 5.0);

    /** 100 lines: 24 steps of four lines, and four around them. */
    private final String document = IntStream.range(0, 24)
            .mapToObj(LanguageBenchmark::step)
            .collect(Collectors.joining(
                    "", "name: bench\nstates:\n  initial: step0\n", "  step24: {type: terminal}\n"));

    private static String step(int number) {
        return """
                  step%1$d:
                    type: step
                    command: "echo {{escape .inputs.env}} {{.states.step0.Output}}"
                    transitions: [{when: 'states.step%1$d.ExitCode == 2', goto: step24}, {goto: step%2$d}]
                """.formatted(number, number + 1);
    }

    private final Template template = Template.parse(
            "deploy --to {{escape .inputs.env}} --by {{.inputs.user}} {{if eq .states.build.ExitCode 0}}{{trimSpace .states.build.Output}}{{end}}");

    private final Condition condition = Condition.parse(
            "states.build.ExitCode == 0 and inputs.env in [\"dev\", \"prod\"] and states.build.Output contains \"ok\"");

    private final Scope scope = Scope.of(Map.of(
            "inputs",
            Map.of("env", "prod", "user", "ada", "hosts", List.of("a", "b")),
            "states",
            Map.of("build", Map.of("ExitCode", 0L, "Output", "all ok\n"))));

    @Benchmark
    public Reading readWorkflow() {
        Reading reading = WorkflowReader.read(document);
        if (reading instanceof Reading.Refused refused) {
            throw new IllegalStateException("the document is not valid: " + refused.errors());
        }
        return reading;
    }

    @Benchmark
    public String renderTemplate() {
        return template.render(scope);
    }

    @Benchmark
    public boolean testCondition() {
        return condition.test(scope);
    }

    public static void main(String[] arguments) throws RunnerException {
        var options = new OptionsBuilder()
                .include(LanguageBenchmark.class.getSimpleName())
                .verbosity(VerboseMode.SILENT)
                .build();
        for (RunResult result : new Runner(options).run()) {
            String name = result.getPrimaryResult().getLabel();
            System.out.printf(
                    "%-16s %9.2f µs (target: below %,.0f µs)%n",
                    name, result.getPrimaryResult().getScore(), TARGETS.get(name));
        }
    }
}
