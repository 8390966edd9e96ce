package dev.millrace.workflow;

import dev.millrace.expression.Condition;
import dev.millrace.workflow.Workflow.Hook;
import dev.millrace.workflow.Workflow.OnInterrupt;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * What all steps that do something can say, whatever they do.
 *
 * @param description empty where the document has none
 * @param timeout for all attempts together, and for all iterations of a loop; positive, in whole milliseconds; empty for
 *     none. A {@link Step.CallWorkflow} always has one
 * @param when false skips the step, which then counts as a success
 * @param outputs named results, computed when the step has ended
 * @param onInterrupt empty for what the workflow says
 */
public record Common(
        String description,
        Optional<Duration> timeout,
        Routes routes,
        Optional<Retry> retry,
        Optional<Condition> when,
        Optional<Capture> capture,
        List<Output> outputs,
        Hooks hooks,
        Optional<OnInterrupt> onInterrupt) {

    public Common {
        outputs = List.copyOf(outputs);
    }

    /**
     * Where a step leads. Transitions come first, in their order; with none true {@code onSuccess} follows a success, or
     * a failure if {@code continueOnError}, and {@code onFailure} follows any other failure.
     *
     * @param onSuccess empty where the transitions always match, and for branches and steps of a loop body
     * @param onFailure empty where a failure of the step is a failure of the run
     */
    public record Routes(
            List<Transition> transitions,
            Optional<String> onSuccess,
            Optional<String> onFailure,
            boolean continueOnError) {
        public Routes {
            transitions = List.copyOf(transitions);
        }

        /** The names of all steps that these routes can lead to, as often as they name them. */
        public List<String> targets() {
            return Stream.of(transitions.stream().map(Transition::target), onSuccess.stream(), onFailure.stream())
                    .flatMap(names -> names)
                    .toList();
        }
    }

    /**
     * Where to go under a condition.
     *
     * @param when empty means always
     * @param target the step to go to
     */
    public record Transition(Optional<Condition> when, String target) {}

    /**
     * The streams of a command as named outputs.
     *
     * @param stdout the output that gets the standard output
     * @param stderr the output that gets the standard error
     * @param maxBytes how much of a stream is kept; empty for the server's limit
     */
    public record Capture(Optional<String> stdout, Optional<String> stderr, OptionalLong maxBytes, Charset encoding) {}

    /** Commands and log lines before and after a step, in order; the latter run after failures too. */
    public record Hooks(List<Hook> pre, List<Hook> post) {
        public Hooks {
            pre = List.copyOf(pre);
            post = List.copyOf(post);
        }
    }
}
