package dev.millrace.process;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A process that was started, with everything in its session. All methods may be called from any thread, and none
 * holds the carrier of a virtual thread while it waits. Signals are never sent to a process id that may have been given
 * to another process.
 */
public final class RunningProcess {
    private final Child child;
    private final CompletableFuture<Exit> exit = new CompletableFuture<>();

    RunningProcess(Child child) {
        this.child = child;
    }

    /** Its process id, which is also the id of its process group and session. */
    public long pid() {
        return child.pid();
    }

    /**
     * Waits until it and everything in its session has ended and all its output was delivered.
     *
     * @throws InterruptedException if this thread is interrupted; the process goes on
     * @throws RuntimeException what its listener threw, as an {@link Error} likewise
     */
    public Exit await() throws InterruptedException {
        try {
            return exit.get();
        } catch (ExecutionException e) {
            throw unwrap(e);
        }
    }

    /**
     * Waits like {@link #await()}, but no longer than {@code limit}.
     *
     * @return whether it has ended, be it by a failure that {@link #await()} would throw
     * @throws InterruptedException if this thread is interrupted; the process goes on
     */
    public boolean await(Duration limit) throws InterruptedException {
        try {
            exit.get(TimeUnit.NANOSECONDS.convert(limit), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            return true;
        }
    }

    /**
     * Sends SIGTERM to everything in its session, and SIGKILL after {@code grace} to what is left. Returns at once.
     * Called again it sends no second SIGTERM, but a shorter grace counts.
     */
    public void terminate(Duration grace) {
        if (exit.isDone()) {
            return;
        }
        child.terminate(grace);
        Thread.ofVirtual().name("process-grace-" + pid()).start(() -> killAfter(grace));
    }

    /** Sends SIGKILL to everything in its session. Returns at once. */
    public void kill() {
        child.kill();
    }

    /** Runs the process to its end, on the calling thread. */
    void run(OutputListener listener) {
        try {
            exit.complete(child.run(listener));
        } catch (RuntimeException | Error e) {
            exit.completeExceptionally(e);
        }
    }

    private void killAfter(Duration grace) {
        try {
            if (!await(grace)) {
                kill();
            }
        } catch (InterruptedException e) {
            throw new AssertionError("nobody interrupts this thread", e);
        }
    }

    private static RuntimeException unwrap(ExecutionException e) {
        return switch (e.getCause()) {
            case Error error -> throw error;
            case RuntimeException exception -> exception;
            case null, default -> throw new AssertionError(e);
        };
    }
}
