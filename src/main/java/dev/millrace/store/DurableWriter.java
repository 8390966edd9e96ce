package dev.millrace.store;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The one place through which everything is written (group commit). Changes queue up; a single platform thread takes
 * what has gathered, runs each change in a savepoint of one transaction, commits once, and only then tells each
 * submitter. So a change that was answered is on disk, a change that fails undoes itself alone, and a commit is shared
 * by all who wait for it. Changes happen in the order in which they were submitted. Thread-safe.
 */
public final class DurableWriter {
    private static final Logger LOG = Logger.getLogger(DurableWriter.class);

    /** A queue this long means that the disk cannot keep up: then submitters wait, which slows down whoever asks. */
    private static final int MAX_QUEUED = 16_384;

    /** The exit code EX_SOFTWARE of sysexits.h. */
    private static final int WRITER_BROKE = 70;

    private static final int MAX_CHANGES_PER_COMMIT = 1_024;
    private static final long MAX_COMMIT_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final Connection connection;
    private final Transaction transaction;
    private final BlockingQueue<Pending<?>> queue = new ArrayBlockingQueue<>(MAX_QUEUED);
    private final Thread thread;
    private final Timer commitTime;
    private final DistributionSummary batchSize;
    private volatile boolean closed;

    DurableWriter(Connection connection, MeterRegistry metrics) {
        this.connection = connection;
        this.transaction = new Transaction(connection);
        this.commitTime = Timer.builder("millrace.store.commit")
                .description("Time of one commit of the durable writer, synced to disk")
                .publishPercentileHistogram()
                .register(metrics);
        this.batchSize = DistributionSummary.builder("millrace.store.commit.changes")
                .description("Changes that shared one commit")
                .register(metrics);
        metrics.gauge("millrace.store.queue", queue, BlockingQueue::size);
        this.thread = Thread.ofPlatform()
                .name("durable-writer")
                .uncaughtExceptionHandler(DurableWriter::halt)
                .start(this::run);
    }

    /** Without its writer a server only looks alive; one that is gone is started again and recovers. */
    private static void halt(Thread thread, Throwable failure) {
        LOG.fatal("The durable writer broke; the server ends, so that it can be started again", failure);
        Runtime.getRuntime().halt(WRITER_BROKE);
    }

    /**
     * Queues a change. The future completes when the change is on disk, or with the exception that the change threw,
     * or with {@link StoreUnavailable}. Completion runs on the writer's thread: continuations must be short.
     */
    public <T> CompletableFuture<T> submit(Write<T> write) {
        Pending<T> pending = new Pending<>(write, new CompletableFuture<>());
        try {
            queue.put(pending);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return CompletableFuture.failedFuture(new StoreUnavailable("interrupted while waiting to write", e));
        }
        if (closed && queue.remove(pending)) {
            pending.result.completeExceptionally(new StoreUnavailable("the server is stopping"));
        }
        return pending.result;
    }

    /** Makes a change and returns when it is on disk. Throws what the change threw, or {@link StoreUnavailable}. */
    public <T> T write(Write<T> write) {
        try {
            return submit(write).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                cause.addSuppressed(new Throwable("submitted here"));
                throw cause;
            }
            throw new IllegalStateException("a change failed", e.getCause());
        }
    }

    /** Writes what is queued, then stops. */
    public void stop() throws InterruptedException {
        closed = true;
        thread.interrupt();
        thread.join();
    }

    private void run() {
        List<Pending<?>> batch = new ArrayList<>();
        while (!closed || !queue.isEmpty()) {
            Pending<?> first = next();
            if (first != null) {
                commit(first, batch);
                batch.clear();
            }
        }
    }

    private @Nullable Pending<?> next() {
        if (closed) {
            return queue.poll();
        }
        try {
            return queue.take();
        } catch (InterruptedException _) {
            return null;
        }
    }

    private void commit(Pending<?> first, List<Pending<?>> batch) {
        long start = System.nanoTime();
        try {
            transaction.execute("BEGIN IMMEDIATE");
            Pending<?> pending = first;
            while (pending != null) {
                batch.add(pending);
                attempt(pending);
                boolean full = batch.size() >= MAX_CHANGES_PER_COMMIT || System.nanoTime() - start > MAX_COMMIT_NANOS;
                pending = full ? null : queue.poll();
            }
            transaction.execute("COMMIT");
        } catch (SQLException e) {
            undo(first, batch, e);
            return;
        }
        commitTime.record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
        batchSize.record(batch.size());
        batch.forEach(Pending::complete);
    }

    /** Runs one change in a savepoint, so that its failure undoes it alone. */
    private void attempt(Pending<?> pending) throws SQLException {
        transaction.execute("SAVEPOINT change");
        try {
            pending.run(transaction);
        } catch (Exception e) {
            if (connectionIsBroken(e)) {
                throw (SQLException) e;
            }
            pending.failure = e;
            transaction.execute("ROLLBACK TO change");
        }
        transaction.execute("RELEASE change");
    }

    /** Whether an error ended the whole transaction: SQLite does so on a full disk or a failing one. */
    private boolean connectionIsBroken(Exception e) {
        return e instanceof SQLException sql && isFatal(sql.getErrorCode() & 0xff);
    }

    /** SQLITE_NOMEM, SQLITE_IOERR, SQLITE_CORRUPT, SQLITE_FULL (SQLite result codes, primary part). */
    private static boolean isFatal(int code) {
        return code == 7 || code == 10 || code == 11 || code == 13;
    }

    private void undo(Pending<?> first, List<Pending<?>> batch, SQLException cause) {
        LOG.errorf(cause, "A commit of %d changes failed; nothing of it was written", batch.size());
        try {
            if (!connection.isClosed()) {
                transaction.execute("ROLLBACK");
            }
        } catch (SQLException e) {
            // SQLite has rolled back by itself when the error was fatal: then there is nothing left to undo.
            LOG.debugf("Rolling back after the failed commit: %s", e.getMessage());
        }
        StoreUnavailable failure = new StoreUnavailable("the database did not accept a commit", cause);
        if (batch.isEmpty()) {
            first.result.completeExceptionally(failure);
        }
        batch.forEach(pending -> pending.result.completeExceptionally(failure));
    }

    private static final class Pending<T> {
        private final Write<T> write;
        private final CompletableFuture<T> result;
        private @Nullable T value;
        private @Nullable Exception failure;

        Pending(Write<T> write, CompletableFuture<T> result) {
            this.write = write;
            this.result = result;
        }

        void run(Transaction transaction) throws Exception {
            value = write.run(transaction);
        }

        void complete() {
            if (failure != null) {
                result.completeExceptionally(failure);
            } else {
                result.complete(value);
            }
        }
    }
}
