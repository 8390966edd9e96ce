package dev.millrace.execution;

import dev.millrace.store.StoreUnavailable;
import dev.millrace.tracing.Tracing;
import dev.millrace.workflow.Definition;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * Runs executions that others have called, each on the thread and in the place of the one that calls. The calling step
 * stops what it has called, and hands on the secrets that it knows. Thread-safe.
 */
@Singleton
final class CalledRuns {
    private final JournalContext context;
    private final Tracing tracing;

    CalledRuns(JournalContext context, Tracing tracing) {
        this.context = context;
        this.tracing = tracing;
    }

    /**
     * Runs a new execution; returns how it ended.
     *
     * @throws Walk.Abandoned when it could not be brought to an end here
     * @throws StoreUnavailable when the database did not take it; nothing has happened then
     */
    Ended begin(ExecutionRow row, Detail.Queued first, Definition definition, Visit caller) {
        ExecutionJournal journal =
                ExecutionJournal.create(context, row, caller.journal().secrets().values());
        journal.begin(List.of(first, new Detail.Started()));
        return run(journal, definition, RunTrace.begin(tracing, row, journal.state()), caller);
    }

    /** Goes on with an execution that was called before the server died, in the same way. */
    Ended goOn(ExecutionRow row, JournalStore.Recorded recorded, Definition definition, Visit caller)
            throws InterruptedException {
        ExecutionJournal journal = ExecutionJournal.takeOver(context, row, recorded);
        journal.record(Detail.Resumed.afterRestart());
        journal.commit();
        ServerLog.of(row).takenOver();
        return run(journal, definition, RunTrace.goOn(tracing, row, journal.state()), caller);
    }

    private static Ended run(ExecutionJournal journal, Definition definition, RunTrace trace, Visit caller) {
        Runs runs = caller.run().runs();
        Runs.Active called = runs.open(
                journal, definition, caller.run().lineage(), trace, caller.run().place());
        try (var _ = caller.cancellation().onCancel(() -> called.run().cancel(cause(caller.cancellation())))) {
            if (runs.draining()) {
                called.run().drain();
            }
            if (runs.walk(called)) {
                return Ended.of(journal);
            }
            if (journal.accepted().isCompletedExceptionally()) {
                throw new StoreUnavailable("execution " + journal.executionId() + " could not be recorded");
            }
            throw new Walk.Abandoned();
        }
    }

    /** Why what is called has to stop, when the calling step has to. */
    private static Cancellation.Cause cause(Cancellation caller) {
        return caller.cause() == Cancellation.Cause.ABANDONED
                ? Cancellation.Cause.ABANDONED
                : Cancellation.Cause.CALLER;
    }
}
