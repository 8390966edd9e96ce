package dev.millrace.execution;

import dev.millrace.http.ProblemException;
import dev.millrace.store.Outage;
import dev.millrace.store.Transaction;
import dev.millrace.tracing.Tracing;
import dev.millrace.workflow.Definition;
import dev.millrace.workflow.Definitions;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Takes executions up that are in the database: queued ones whose turn has come, and those that a server left unfinished
 * which has stopped or died. From then on they are this server's, and run here. Where several try, the one whose append is
 * first on disk has it. Thread-safe.
 */
@Singleton
final class Takeover {
    private static final Logger LOG = Logger.getLogger(Takeover.class);

    private final ExecutionStore store;
    private final JournalStore journals;
    private final JournalContext context;
    private final Definitions definitions;
    private final Dispatcher dispatcher;
    private final Runs runs;
    private final Tracing tracing;

    Takeover(
            ExecutionStore store,
            JournalStore journals,
            JournalContext context,
            Definitions definitions,
            Dispatcher dispatcher,
            Runs runs,
            Tracing tracing) {
        this.store = store;
        this.journals = journals;
        this.context = context;
        this.definitions = definitions;
        this.dispatcher = dispatcher;
        this.runs = runs;
        this.tracing = tracing;
    }

    /** Takes an execution up in a place that it gives back, unless it has ended or runs already, here or elsewhere. */
    void takeUp(long id) {
        boolean running = false;
        boolean heldBack = false;
        try {
            ExecutionRow row = Outage.outlast(() -> store.findFree(id)).orElse(null);
            if (row != null && !row.status().ended() && !runs.contains(id)) {
                try (var _ = ServerLog.of(row).open()) {
                    running = tookUp(row);
                }
            }
        } catch (ProblemException _) {
            // Its record cannot be read, and it would have its turn again at once: it waits for the next start.
            heldBack = true;
        } catch (RuntimeException e) {
            LOG.errorf(e, "Execution %d could not be taken up", id);
        } finally {
            if (!heldBack) {
                dispatcher.taken(id);
            }
            if (!running) {
                dispatcher.leave();
            }
        }
    }

    /**
     * Takes an execution up, unless it belongs to another one, or another server does; whether it runs here now. Throws a
     * 409 when its record cannot be decrypted.
     */
    private boolean tookUp(ExecutionRow row) {
        try {
            if (Outage.outlast(() -> belongsToCaller(row))) {
                return false;
            }
            takeUp(row);
            return true;
        } catch (ProblemException e) {
            LOG.errorf("Execution %s is not taken up: %s", row.executionId(), e.getMessage());
            throw e;
        } catch (OwnershipLost | LimitedStore.NoPlace e) {
            LOG.debugf("Not taken up: %s", e.getMessage());
        } catch (RuntimeException | InterruptedException e) {
            LOG.errorf(e, "Execution %s could not be taken up", row.executionId());
        }
        return false;
    }

    /** Whether the step of another execution that called this one has not ended: it goes on with it. */
    private boolean belongsToCaller(ExecutionRow row) {
        return row.parent() != null
                && store.find(row.parent())
                        .filter(caller -> !caller.status().ended())
                        .map(caller -> journals.read(caller.id()).state().decisions())
                        .filter(decisions -> decisions.hasCalled(row.executionId()))
                        .isPresent();
    }

    private static boolean place(Transaction tx, ExecutionRow row, int most) throws SQLException {
        LimitedStore.take(tx, row, most);
        return true;
    }

    private void takeUp(ExecutionRow row) throws InterruptedException {
        Definition definition = Outage.outlast(() -> definitions.get(row.definition()));
        JournalStore.Recorded recorded = Outage.outlast(() -> journals.read(row.id()));
        ExecutionJournal journal = ExecutionJournal.takeOver(context, row, recorded);
        boolean fresh = recorded.state().status() == ExecutionStatus.QUEUED;
        definition.concurrency().ifPresent(most -> {
            journal.mayBeLimited();
            if (fresh) {
                journal.first(tx -> place(tx, row, most));
            }
        });
        journal.record(fresh ? new Detail.Started() : Detail.Resumed.afterRestart());
        RunTrace trace =
                fresh ? RunTrace.begin(tracing, row, journal.state()) : RunTrace.goOn(tracing, row, journal.state());
        Runs.Active opened = runs.open(journal, definition, List.of(), trace, new RunPlace(dispatcher));
        try {
            journal.commit();
        } catch (RuntimeException | InterruptedException e) {
            runs.discard(opened);
            throw e;
        }
        if (!fresh) {
            opened.run().log().takenOver();
        }
        if (definition.concurrency().isPresent()) {
            var _ = opened.ended().thenRun(dispatcher::look);
        }
        // Whoever asked before this server was the owner has found nobody to tell.
        if (Outage.outlast(store::cancelRequests).contains(row.id())) {
            opened.run().cancel(Cancellation.Cause.REQUEST);
        }
        runs.start(opened);
    }
}
