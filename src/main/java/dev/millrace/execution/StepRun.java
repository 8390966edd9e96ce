package dev.millrace.execution;

import org.jspecify.annotations.Nullable;

/**
 * One attempt at a step: an entry of an execution's history.
 *
 * @param n its number within the execution, from 1
 * @param path which visit of the step it belongs to; several attempts share it
 * @param kind the step's type, such as {@code command}
 * @param attempt from 1
 * @param iteration of the innermost loop around it, from 0; null outside loops
 * @param outcome null while it runs and when it was interrupted
 * @param retried whether another attempt follows
 * @param next where the execution went from here; null while it runs, before a retry and at the end
 * @param routeError why it could not be worked out where to go from here, or null
 * @param startedAt milliseconds since 1970 UTC
 * @param finishedAt the same, or null while it runs
 * @param robot who was sent it last; null when no robot was
 */
public record StepRun(
        int n,
        String name,
        String path,
        String kind,
        StepStatus status,
        int attempt,
        @Nullable Integer iteration,
        @Nullable Outcome outcome,
        boolean retried,
        @Nullable String next,
        @Nullable Failure routeError,
        long startedAt,
        @Nullable Long finishedAt,
        @Nullable Assignment robot) {

    StepRun ended(StepStatus end, @Nullable Outcome result, long at) {
        return ended(end, result, false, null, null, at);
    }

    StepRun skipped(@Nullable String to, @Nullable Failure lost, long at) {
        return ended(StepStatus.SKIPPED, null, false, to, lost, at);
    }

    StepRun retried(Outcome result, long at) {
        return ended(StepStatus.FAILED, result, true, null, null, at);
    }

    StepRun ended(Outcome result, @Nullable String to, @Nullable Failure lost, long at) {
        return ended(result.status(), result, false, to, lost, at);
    }

    private StepRun ended(
            StepStatus end,
            @Nullable Outcome result,
            boolean retry,
            @Nullable String to,
            @Nullable Failure lost,
            long at) {
        return new StepRun(n, name, path, kind, end, attempt, iteration, result, retry, to, lost, startedAt, at, robot);
    }

    StepRun assigned(Assignment to) {
        return new StepRun(
                n,
                name,
                path,
                kind,
                status,
                attempt,
                iteration,
                outcome,
                retried,
                next,
                routeError,
                startedAt,
                finishedAt,
                to);
    }

    /** Whether the visit is over: what it came to stands, and so does where it led. */
    boolean concluded() {
        return status == StepStatus.SKIPPED || (outcome != null && !retried);
    }
}
