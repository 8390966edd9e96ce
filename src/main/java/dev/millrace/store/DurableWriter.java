package dev.millrace.store;

import io.micrometer.core.instrument.MeterRegistry;
import java.sql.SQLException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The one place through which everything is written (group commit). Changes queue up; a single platform thread takes
 * what has gathered, runs it in one transaction, commits once, and only then tells each submitter. So a change that was
 * answered is on disk, a change that fails undoes itself alone, and a commit is shared by all who wait for it. Changes
 * happen in the order in which they were submitted. Thread-safe.
 */
public final class DurableWriter {
    private static final Logger LOG = Logger.getLogger(DurableWriter.class);

    /** A queue this long means that the disk cannot keep up: then submitters wait, which slows down whoever asks. */
    private static final int MAX_QUEUED = 16_384;

    /** A connection that has nothing to do gives a sign this often, in milliseconds. */
    private static final long BETWEEN_SIGNS = 2_000;

    /** The exit code EX_SOFTWARE of sysexits.h. */
    private static final int WRITER_BROKE = 70;

    private final WriteSession session;
    private final BlockingQueue<Pending<?>> queue = new ArrayBlockingQueue<>(MAX_QUEUED);
    private final Thread thread;
    private final GroupCommit commit;
    private volatile boolean closed;

    DurableWriter(WriteSession session, MeterRegistry metrics) {
        this.session = session;
        this.commit = new GroupCommit(session, queue, () -> closed, metrics);
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
        Pending<T> pending = new Pending<>(write);
        try {
            queue.put(pending);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return CompletableFuture.failedFuture(new StoreUnavailable("interrupted while waiting to write", e));
        }
        if (closed && queue.remove(pending)) {
            pending.refuse(new StoreUnavailable("the server is stopping"));
        }
        return pending.result();
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
        while (!closed || !queue.isEmpty()) {
            Pending<?> first = next();
            if (first != null) {
                commit.write(first);
            }
        }
        try {
            session.close();
        } catch (SQLException e) {
            LOG.debugf("Closing the writer's connection: %s", e.getMessage());
        }
    }

    private @Nullable Pending<?> next() {
        if (closed) {
            return queue.poll();
        }
        try {
            Pending<?> pending = queue.poll(BETWEEN_SIGNS, TimeUnit.MILLISECONDS);
            if (pending == null) {
                session.idle();
            }
            return pending;
        } catch (InterruptedException _) {
            return null;
        }
    }
}
