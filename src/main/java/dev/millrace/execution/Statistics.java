package dev.millrace.execution;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a workflow's newest executions went.
 *
 * @param runs how many that ended were looked at, at most 1,000
 * @param successRate from 0 to 1; null when none has ended
 * @param durationMs from start to end; null when none has ended
 */
record Statistics(
        String workflow,
        int runs,
        int completed,
        int failed,
        int cancelled,
        @Nullable Double successRate,
        @Nullable Durations durationMs) {

    /** Milliseconds that half, and 19 of 20, of the executions stayed within. */
    record Durations(long p50, long p95) {}

    /** An execution that ended. */
    record Ended(ExecutionStatus status, long durationMs) {}

    static Statistics of(String workflow, List<Ended> ended) {
        List<Long> durations = ended.stream().map(Ended::durationMs).sorted().toList();
        int completed = count(ended, ExecutionStatus.COMPLETED);
        return new Statistics(
                workflow,
                ended.size(),
                completed,
                count(ended, ExecutionStatus.FAILED),
                count(ended, ExecutionStatus.CANCELLED),
                ended.isEmpty() ? null : (double) completed / ended.size(),
                ended.isEmpty() ? null : new Durations(percentile(durations, 50), percentile(durations, 95)));
    }

    private static int count(List<Ended> ended, ExecutionStatus status) {
        return (int) ended.stream().filter(end -> end.status() == status).count();
    }

    /** By nearest rank. */
    private static long percentile(List<Long> sorted, int percent) {
        return sorted.get((int) Math.ceil(sorted.size() * percent / 100.0) - 1);
    }
}
