package dev.millrace.workflow;

import dev.millrace.expression.Condition;
import dev.millrace.expression.Template;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One state of a workflow: it ends the run ({@link Terminal}) or does something and leads on ({@link Activity}). A new
 * step type is one more record here, one more case in {@code StepReader} and one more step runner.
 */
public sealed interface Step {
    /** Its name in the workflow, which is also its key in {@code states} of templates and conditions. */
    String name();

    /** The names of the steps that this one can lead to, as often as it names them. */
    default List<String> targets() {
        return List.of();
    }

    /** The names of the steps that this one runs as parts of itself: its branches or its body. */
    default List<String> parts() {
        return List.of();
    }

    /**
     * The end of a run.
     *
     * @param message the error text of a failure; a success has no use for it
     * @param exitCode the exit code that the state records, from the {@code status} of an inline {@code on_failure}
     */
    record Terminal(String name, String description, Outcome outcome, Optional<Template> message, OptionalInt exitCode)
            implements Step {}

    /** How a run ends in a terminal. */
    enum Outcome {
        SUCCESS,
        FAILURE
    }

    /** A step that does something; everything but {@link Terminal}. */
    sealed interface Activity extends Step {
        Common common();

        @Override
        default List<String> targets() {
            return common().routes().targets();
        }
    }

    /** Runs a shell command or a script in a process of its own. */
    record Command(String name, Common common, Program program, Optional<Template> dir) implements Activity {}

    /** What a {@link Command} runs. */
    sealed interface Program {
        /** Text for {@code /bin/sh -c}. */
        record Shell(Template command) implements Program {}

        /** A file whose content is a template itself, read when the step runs. */
        record Script(Template path) implements Program {}
    }

    /**
     * Runs one of the server's own operations.
     *
     * @param operation a name of {@link Operations}
     * @param inputs its arguments, in the order of the document
     */
    record Operation(String name, Common common, String operation, Map<String, Value> inputs) implements Activity {
        public Operation {
            inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
        }
    }

    /**
     * Calls a keyword in the execution's session: a live browser, or an app on a device.
     *
     * @param keyword its name
     * @param params a {@link Value.Listing} by their place, or a {@link Value.Mapping} by their names
     */
    record Keyword(String name, Common common, String keyword, Value params) implements Activity {}

    /**
     * Has a robot of the execution's user run a workflow that it knows, and waits for it.
     *
     * @param labels what the robot must have, by name and value
     * @param workflow the id that the robot knows; empty for that of this workflow
     * @param inputs what it is given; empty for the inputs of the execution
     * @param queueTimeout how long to wait for a robot, in whole milliseconds; empty for the server's setting
     */
    record Robot(
            String name,
            Common common,
            Map<String, String> labels,
            Optional<String> workflow,
            Optional<Map<String, Value>> inputs,
            Optional<Duration> queueTimeout)
            implements Activity {
        public Robot {
            labels = Map.copyOf(labels);
            inputs = inputs.map(values -> Collections.unmodifiableMap(new LinkedHashMap<>(values)));
        }
    }

    /**
     * Runs other steps of the workflow, its branches, at the same time. Where the branches lead is not followed.
     *
     * @param branches names of steps, at least one, all different
     * @param maxConcurrent how many branches run at a time; empty for all
     */
    record Parallel(String name, Common common, List<String> branches, Strategy strategy, OptionalInt maxConcurrent)
            implements Activity {
        public Parallel {
            branches = List.copyOf(branches);
        }

        @Override
        public List<String> parts() {
            return branches;
        }
    }

    /** When a {@link Parallel} step succeeds, and what it does with the branches that are still running. */
    enum Strategy {
        /** All branches must succeed; the first failure stops the others. */
        ALL_SUCCEED,
        /** One branch must succeed; the first success stops the others. */
        ANY_SUCCEED,
        /** All branches run to their end and the step succeeds whatever they do. */
        BEST_EFFORT
    }

    /** Runs its body, in order, again and again. Its {@code on_complete} is {@code common().routes().onSuccess()}. */
    sealed interface Loop extends Activity {
        /** The names of the steps of one iteration, at least one, all different. */
        List<String> body();

        /** Looked at after each iteration; true ends the loop as a success. */
        Optional<Condition> breakWhen();

        MaxIterations maxIterations();

        @Override
        default List<String> parts() {
            return body();
        }
    }

    /**
     * One iteration for each item.
     *
     * @param items text that is a JSON array or comma-separated when rendered, or a list
     */
    record ForEach(
            String name,
            Common common,
            Value items,
            List<String> body,
            Optional<Condition> breakWhen,
            MaxIterations maxIterations)
            implements Loop {
        public ForEach {
            body = List.copyOf(body);
        }
    }

    /** Iterates as long as its condition, looked at before each iteration, is true. */
    record While(
            String name,
            Common common,
            Condition condition,
            List<String> body,
            Optional<Condition> breakWhen,
            MaxIterations maxIterations)
            implements Loop {
        public While {
            body = List.copyOf(body);
        }
    }

    /** How often a {@link Loop} iterates at most: always 1 to {@value #HIGHEST}. */
    sealed interface MaxIterations {
        int HIGHEST = 10_000;

        MaxIterations DEFAULT = new Fixed(100);

        record Fixed(int count) implements MaxIterations {}

        /** An integer or arithmetic on integers when rendered, to be checked against the range then. */
        record Rendered(Template template) implements MaxIterations {}
    }

    /**
     * Runs another workflow and waits for it.
     *
     * @param workflow its id
     * @param inputs what it is given
     * @param outputs which outputs of this step are taken from which step of the other workflow, by that step's name
     */
    record CallWorkflow(
            String name, Common common, String workflow, Map<String, Value> inputs, Map<String, String> outputs)
            implements Activity {
        /** The timeout of a call that does not name one. */
        public static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(5);

        public CallWorkflow {
            inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
            outputs = Collections.unmodifiableMap(new LinkedHashMap<>(outputs));
        }
    }
}
