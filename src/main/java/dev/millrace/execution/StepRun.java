package dev.millrace.execution;

import org.jspecify.annotations.Nullable;

/**
 * One attempt at a step: an entry of an execution's history.
 *
 * @param n its number within the execution, from 1
 * @param path which visit of the step it belongs to; several attempts share it
 * @param kind the step's type, such as {@code command}
 * @param attempt from 1
 * @param outcome null while it runs and when it was interrupted
 * @param retried whether another attempt follows
 * @param next where the execution went from here; null while it runs, before a retry and at the end
 * @param startedAt milliseconds since 1970 UTC
 * @param finishedAt the same, or null while it runs
 */
public record StepRun(
        int n,
        String name,
        String path,
        String kind,
        StepStatus status,
        int attempt,
        @Nullable Outcome outcome,
        boolean retried,
        @Nullable String next,
        long startedAt,
        @Nullable Long finishedAt) {

    StepRun ended(StepStatus end, @Nullable Outcome result, boolean retry, @Nullable String to, long at) {
        return new StepRun(n, name, path, kind, end, attempt, result, retry, to, startedAt, at);
    }
}
