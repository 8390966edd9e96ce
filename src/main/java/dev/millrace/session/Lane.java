package dev.millrace.session;

import dev.millrace.session.error.ErrorCode;
import dev.millrace.session.error.SessionException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** Runs the keywords of one session, one at a time and in the order in which they came, on one virtual thread. */
final class Lane {
    private static final int MOST_WAITING = 64;

    private final ExecutorService thread;
    private final Semaphore places = new Semaphore(MOST_WAITING);

    Lane(String session) {
        this.thread = Executors.newSingleThreadExecutor(
                Thread.ofVirtual().name("session-" + session).factory());
    }

    /** Something that waits for its turn, runs, or has ended. Thread-safe. */
    final class Task<T extends @Nullable Object> {
        private final Callable<T> work;
        private final Runnable afterCancel;
        private final CompletableFuture<T> outcome = new CompletableFuture<>();
        private @Nullable Thread worker;
        private @Nullable SessionException cancellation;

        private Task(Callable<T> work, Runnable afterCancel) {
            this.work = work;
            this.afterCancel = afterCancel;
        }

        /** Completes with what came of it. */
        CompletableFuture<T> outcome() {
            return outcome;
        }

        /** Ends it, before it has begun or in the middle; it then fails with this. Does nothing when it has ended. */
        synchronized void cancel(SessionException reason) {
            if (cancellation == null && !outcome.isDone()) {
                cancellation = reason;
                if (worker == null) {
                    outcome.completeExceptionally(reason);
                } else {
                    worker.interrupt();
                }
            }
        }

        /** Lets nobody wait for it any more, although it does not end. */
        void abandon(SessionException reason) {
            outcome.completeExceptionally(reason);
        }

        /** Whether it was ended. */
        synchronized boolean isCancelled() {
            return cancellation != null;
        }

        private void run() {
            places.release();
            if (!begin()) {
                return;
            }
            try {
                T value = work.call();
                boolean late = finish() != null;
                outcome.complete(value);
                if (late) {
                    afterCancel.run();
                }
            } catch (Exception | Error e) {
                SessionException reason = finish();
                outcome.completeExceptionally(reason == null ? e : reason);
                if (reason != null) {
                    afterCancel.run();
                }
            }
        }

        private synchronized boolean begin() {
            if (cancellation != null) {
                return false;
            }
            worker = Thread.currentThread();
            return true;
        }

        /** From now on nothing interrupts the thread any more; why it was cancelled, if it was. */
        private synchronized @Nullable SessionException finish() {
            worker = null;
            var _ = Thread.interrupted();
            return cancellation;
        }
    }

    /**
     * Puts something at the end of the queue.
     *
     * @param afterCancel run before anything else, when it was cancelled in the middle
     * @throws SessionException E0701 when too much waits, E0101 when the session is over
     */
    <T extends @Nullable Object> Task<T> submit(Callable<T> work, Runnable afterCancel) {
        Task<T> task = new Task<>(work, afterCancel);
        if (!places.tryAcquire()) {
            throw new SessionException(
                    ErrorCode.E0701,
                    "%d keywords wait for their turn already; send the next one when some are done"
                            .formatted(MOST_WAITING));
        }
        try {
            thread.execute(task::run);
        } catch (RejectedExecutionException _) {
            places.release();
            throw new SessionException(ErrorCode.E0101, "the session was stopped");
        }
        return task;
    }

    /** Takes nothing any more. */
    void close() {
        thread.shutdown();
    }
}
