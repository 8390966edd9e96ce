package dev.millrace.execution;

import dev.millrace.store.Transaction;
import dev.millrace.store.Write;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One append to an execution's journal: the batch, the execution's row as it is after it, and a snapshot when one is
 * due, in one transaction.
 *
 * @param events what the batch holds, for those who watch
 * @param epoch what the row's epoch must be; null when the row is new
 * @param acceptance what has to be written with the first append of who accepts or resumes an execution, and only with it
 * @param snapshot the state after the batch, as it is kept, or null
 * @param secrets what the execution knows of secrets, as it is kept; null when that has not changed
 * @param limited whether the execution may have a place among those of its workflow
 * @param repeated whether it was sent before and the answer did not come: then it may be on disk already
 */
record Append(
        List<Event> events,
        JournalStore.Batch batch,
        ExecutionRow row,
        @Nullable Long epoch,
        @Nullable Write<?> acceptance,
        @Nullable String snapshot,
        @Nullable String secrets,
        boolean limited,
        boolean repeated)
        implements Write<Append> {

    /** Somebody asked for the execution's cancellation before it ended by itself: their request was first. */
    static final class CancelRequested extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** The readable id is taken; the execution needs another one. */
    static final class DuplicateId extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    Append repeat() {
        return new Append(events, batch, row, epoch, acceptance, snapshot, secrets, limited, true);
    }

    @Override
    public Append run(Transaction tx) throws Exception {
        if (repeated && JournalStore.holds(tx, batch)) {
            return this;
        }
        if (acceptance != null) {
            acceptance.run(tx);
        }
        if (epoch == null) {
            create(tx);
        } else if (!ExecutionStore.update(tx, row, epoch)) {
            throw new OwnershipLost(row.executionId());
        } else if (row.status().ended()) {
            end(tx);
        }
        JournalStore.insert(tx, batch);
        if (snapshot != null) {
            JournalStore.saveSnapshot(tx, row.id(), batch.number(), snapshot);
        }
        if (secrets != null) {
            KnownSecretsStore.save(tx, row.id(), secrets);
        }
        return this;
    }

    private void create(Transaction tx) throws Exception {
        if (ExecutionStore.isKnownToExist(tx, row.executionId())) {
            throw new DuplicateId();
        }
        ExecutionStore.insert(tx, row);
    }

    private void end(Transaction tx) throws SQLException {
        if (limited) {
            LimitedStore.delete(tx, row.id());
        }
        if (row.status() == ExecutionStatus.CANCELLED) {
            ExecutionStore.deleteRequests(tx, row.id());
        } else if (ExecutionStore.cancelRequested(tx, row.id())) {
            throw new CancelRequested();
        }
    }
}
