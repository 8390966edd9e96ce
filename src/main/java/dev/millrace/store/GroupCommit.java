package dev.millrace.store;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Writes changes that share a commit. A transaction is begun again, with the same changes, when a change fails after it
 * has changed something, or a deferred statement does, and each change then has a savepoint, which costs two statements
 * more, and defers nothing; when others are in the way
 * (a deadlock, a row that they hold); and when the connection breaks before the commit. When the answer to a commit does
 * not come, it waits until the database can be asked whether it took place: so nothing is done twice, and nobody is told
 * anything wrong. Used by the writer's thread alone.
 */
final class GroupCommit {
    private static final Logger LOG = Logger.getLogger(GroupCommit.class);

    private static final int MAX_CHANGES = 1_024;
    private static final long MAX_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final int MAX_ATTEMPTS = 5;
    private static final long BETWEEN_QUESTIONS_MILLIS = 200;
    private static final long BETWEEN_LINES_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final WriteSession session;
    private final Queue<Pending<?>> queue;
    private final BooleanSupplier stopping;
    private final Timer time;
    private final DistributionSummary size;
    private final Counter repeats;
    private long lastLine = System.nanoTime() - BETWEEN_LINES_NANOS;

    /**
     * @param queue where more changes are taken from while a transaction is open
     * @param stopping whether the server stops and waits for no database
     */
    GroupCommit(WriteSession session, Queue<Pending<?>> queue, BooleanSupplier stopping, MeterRegistry metrics) {
        this.session = session;
        this.queue = queue;
        this.stopping = stopping;
        this.time = Timer.builder("millrace.store.commit")
                .description("Time of one commit of the durable writer, synced to disk")
                .publishPercentileHistogram()
                .register(metrics);
        this.size = DistributionSummary.builder("millrace.store.commit.changes")
                .description("Changes that shared one commit")
                .register(metrics);
        this.repeats = Counter.builder("millrace.store.commit.repeats")
                .description("Transactions of the durable writer that were begun again")
                .register(metrics);
    }

    /** Writes a change, and with it those that come meanwhile, and tells their submitters. */
    void write(Pending<?> first) {
        long start = System.nanoTime();
        List<Pending<?>> batch = new ArrayList<>();
        batch.add(first);
        SQLException cause = null;
        boolean again = true;
        for (int attempt = 1; again && attempt <= MAX_ATTEMPTS; attempt++) {
            if (attempt > 1) {
                repeats.increment();
            }
            try {
                if (attempt(batch, attempt == 1, start)) {
                    time.record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
                    size.record(batch.size());
                    batch.forEach(Pending::complete);
                    return;
                }
            } catch (SQLException e) {
                cause = e;
                again = undo(e);
            }
        }
        refuse(batch, cause);
    }

    /** Whether the changes were committed; false when they were undone and should be made again. */
    private boolean attempt(List<Pending<?>> batch, boolean first, long start) throws SQLException {
        Transaction transaction = session.begin();
        transaction.defers(first);
        boolean run = first ? together(transaction, batch, start) : apart(transaction, batch);
        if (!run || !flushed(transaction)) {
            session.rollback(Trouble.STATEMENT);
            return false;
        }
        try {
            session.commit();
            return true;
        } catch (OutcomeUnknown e) {
            return tookPlace(e);
        }
    }

    /** Runs the first change and those that come meanwhile, one after the other. False when all must be undone. */
    private boolean together(Transaction transaction, List<Pending<?>> batch, long start) throws SQLException {
        Pending<?> pending = batch.getFirst();
        while (true) {
            pending.run(transaction);
            if (wasOvertaken(transaction) && !transaction.changedRows()) {
                pending.run(transaction);
            }
            SQLException error = transaction.failure();
            if (error != null && session.trouble(error) != Trouble.STATEMENT) {
                throw error;
            }
            if (pending.failed() && transaction.changedRows()) {
                return false;
            }
            boolean full = batch.size() >= MAX_CHANGES || System.nanoTime() - start > MAX_NANOS;
            pending = full ? null : queue.poll();
            if (pending == null) {
                return true;
            }
            batch.add(pending);
        }
    }

    /** Runs what was deferred. False when something of it fails, or is not as expected, and nobody knows whose it was. */
    private boolean flushed(Transaction transaction) throws SQLException {
        try {
            return transaction.flush();
        } catch (SQLException e) {
            if (session.trouble(e) == Trouble.STATEMENT) {
                return false;
            }
            throw e;
        }
    }

    /** Runs changes so that each can be undone alone. */
    private boolean apart(Transaction transaction, List<Pending<?>> batch) throws SQLException {
        for (Pending<?> pending : batch) {
            transaction.execute("SAVEPOINT one_change");
            pending.run(transaction);
            if (wasOvertaken(transaction)) {
                transaction.execute("ROLLBACK TO SAVEPOINT one_change");
                pending.run(transaction);
            }
            SQLException error = transaction.failure();
            if (error != null) {
                switch (session.trouble(error)) {
                    case STATEMENT -> {}
                    case LOCKED ->
                        pending.failWith(new StoreUnavailable("somebody else holds a row of the change", error));
                    case CONFLICT, CONNECTION, REFUSED -> throw error;
                }
            }
            if (pending.failed()) {
                transaction.execute("ROLLBACK TO SAVEPOINT one_change");
            }
            transaction.execute("RELEASE SAVEPOINT one_change");
        }
        return true;
    }

    /**
     * Whether the change that has just run met a row of the same key. Another server may have inserted it after the change
     * had looked for it: run again, the change sees it.
     */
    private boolean wasOvertaken(Transaction transaction) {
        SQLException error = transaction.failure();
        return error != null && session.isDuplicate(error);
    }

    /** Undoes a transaction that met an error; whether it may go better the next time. */
    private boolean undo(SQLException error) {
        Trouble trouble = session.trouble(error);
        session.rollback(trouble);
        return switch (trouble) {
            case LOCKED, CONFLICT -> true;
            case CONNECTION -> session.isThere();
            case STATEMENT, REFUSED -> false;
        };
    }

    /**
     * Whether a commit took place whose answer did not come. Returns when the database can be asked; until then other
     * changes are refused.
     *
     * @throws OutcomeUnknown when the server stops before that
     */
    private boolean tookPlace(OutcomeUnknown doubt) throws OutcomeUnknown {
        while (!stopping.getAsBoolean()) {
            try {
                return session.tookPlace();
            } catch (SQLException e) {
                say(e, "Waiting for the database, to learn whether a commit took place");
                StoreUnavailable refusal = new StoreUnavailable("the database does not answer", e);
                for (Pending<?> other = queue.poll(); other != null; other = queue.poll()) {
                    other.refuse(refusal);
                }
            }
            try {
                Thread.sleep(BETWEEN_QUESTIONS_MILLIS);
            } catch (InterruptedException _) {
                // The server stops.
            }
        }
        throw doubt;
    }

    private void refuse(List<Pending<?>> batch, @Nullable SQLException cause) {
        String what = cause instanceof OutcomeUnknown
                ? "The server stops and cannot learn whether its last commit took place"
                : "The database did not accept a commit; nothing of it was written";
        say(cause, what);
        StoreUnavailable refusal = cause == null ? new StoreUnavailable(what) : new StoreUnavailable(what, cause);
        batch.forEach(pending -> pending.refuse(refusal));
    }

    /** Says what goes wrong, now and then: without its database, a server meets the same error all the time. */
    private void say(@Nullable SQLException cause, String what) {
        long now = System.nanoTime();
        if (now - lastLine >= BETWEEN_LINES_NANOS) {
            lastLine = now;
            LOG.error(what, cause);
        }
    }
}
