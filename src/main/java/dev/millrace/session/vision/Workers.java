package dev.millrace.session.vision;

import dev.millrace.session.error.SessionException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Does what keeps a processor busy for long on threads of its own: on virtual ones it would hold up all others. Thread-safe. */
final class Workers implements AutoCloseable {
    // Half of the processors are left to everything else.
    private final ExecutorService threads = Executors.newFixedThreadPool(
            Math.max(1, Runtime.getRuntime().availableProcessors() / 2),
            Thread.ofPlatform().daemon().name("vision-", 0).factory());

    /** Waits for its result, and throws what it throws. An interrupt ends the wait, and tells the work. */
    <T> T run(Callable<T> work) throws InterruptedException {
        Future<T> future = threads.submit(work);
        try {
            return future.get();
        } catch (InterruptedException e) {
            future.cancel(true);
            throw e;
        } catch (ExecutionException e) {
            throw switch (e.getCause()) {
                case SessionException failure -> failure;
                case RuntimeException mistake -> mistake;
                case null, default -> new IllegalStateException(e);
            };
        }
    }

    /** Takes no work any more. */
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
