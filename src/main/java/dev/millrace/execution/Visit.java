package dev.millrace.execution;

import dev.millrace.workflow.Step;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * One attempt at a step, as the step's runner sees it.
 *
 * @param path which visit of the step it is
 * @param cancellation says when the step must stop, and why
 * @param workDirectory the execution's own directory; it may not exist yet
 * @param environment the whole environment of commands
 */
record Visit(
        Step.Activity activity,
        String path,
        ExecutionJournal journal,
        Bindings bindings,
        Cancellation cancellation,
        Path workDirectory,
        Map<String, String> environment) {

    String executionId() {
        return journal.executionId();
    }

    String step() {
        return activity.name();
    }

    /** Adds to the log what the step wrote. Called on the process's thread: it waits when the log cannot keep up. */
    void log(String stream, String text) {
        try {
            journal.log(step(), path, new Detail.Log(stream, text));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while logging", e);
        }
    }

    /** Why the step failed: by its own fault as the message says, or because it had to stop. */
    Failure failure(String message) {
        return switch (cancellation.cause()) {
            case null -> new Failure(Failure.STEP_FAILED, message, step());
            case TIMEOUT -> timeout(activity.common().timeout());
            case REQUEST, ABANDONED -> new Failure(Failure.CANCELLED, "step `" + step() + "` was cancelled", step());
        };
    }

    private Failure timeout(Optional<Duration> limit) {
        String after = limit.map(duration -> " of " + readable(duration)).orElse("");
        return new Failure(Failure.STEP_TIMEOUT, "step `" + step() + "` was stopped by its timeout" + after, step());
    }

    private static String readable(Duration duration) {
        return duration.toMillisPart() == 0 ? duration.toSeconds() + "s" : duration.toMillis() + "ms";
    }
}
