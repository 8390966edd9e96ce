package dev.millrace.execution;

import dev.millrace.workflow.Operations;
import dev.millrace.workflow.Step;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One visit of a step, as the step's runner sees it.
 *
 * @param path which visit of the step it is
 * @param walk where the step is visited
 * @param cancellation says when the step must stop, and why
 */
record Visit(Step.Activity activity, String path, Walk walk, Cancellation cancellation) {
    RunContext run() {
        return walk.run();
    }

    ExecutionJournal journal() {
        return run().journal();
    }

    Bindings bindings() {
        return walk.bindings();
    }

    Path workDirectory() {
        return run().workDirectory();
    }

    String executionId() {
        return journal().executionId();
    }

    String step() {
        return activity.name();
    }

    /** Whether the step does nothing but send a request to another server. */
    boolean sendsRequest() {
        return activity instanceof Step.Operation operation
                && operation.operation().equals(Operations.HTTP_REQUEST);
    }

    /** The span of the attempt under way, for what it starts elsewhere; null when there is none. */
    @Nullable
    String traceParent() {
        return run().trace().traceParent(this);
    }

    /** Adds to the log what the step wrote. Called on the process's thread: it waits when the log cannot keep up. */
    void log(String stream, String text) {
        run().log(step(), path, stream, text);
    }

    /** Adds a remark on the step to the log. */
    void remark(String text) {
        log("system", "[" + text + "]\n");
    }

    /** What the step comes to when it had to stop. */
    Outcome stopped(String output) {
        return new Outcome(StepStatus.FAILED, null, output, "", false, null, null, null).because(failure(""));
    }

    /** Why the step failed: by its own fault as the message says, or because it had to stop. */
    Failure failure(String message) {
        return switch (cancellation.cause()) {
            case null -> new Failure(Failure.STEP_FAILED, message, step());
            case TIMEOUT -> timeout(activity.common().timeout());
            case SIBLING ->
                new Failure(
                        Failure.CANCELLED,
                        "step `" + step() + "` was stopped: another branch has decided how its parallel step ends",
                        step());
            case REQUEST, CALLER, ABANDONED ->
                new Failure(Failure.CANCELLED, "step `" + step() + "` was cancelled", step());
        };
    }

    private Failure timeout(Optional<Duration> limit) {
        boolean own = walk.cancellation().cause() != Cancellation.Cause.TIMEOUT;
        String which = own
                ? "its timeout"
                        + limit.map(duration -> " of " + readable(duration)).orElse("")
                : "the timeout of a step around it";
        return new Failure(Failure.STEP_TIMEOUT, "step `" + step() + "` was stopped by " + which, step());
    }

    private static String readable(Duration duration) {
        return duration.toMillisPart() == 0 ? duration.toSeconds() + "s" : duration.toMillis() + "ms";
    }
}
