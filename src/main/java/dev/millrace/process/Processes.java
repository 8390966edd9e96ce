package dev.millrace.process;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Starts processes, a limited number at a time. Each runs in a session and process group of its own, reads nothing
 * ({@code /dev/null}), inherits neither environment, descriptors nor signal settings, and leaves nothing behind: what
 * it started in its session is ended with it. One platform thread per process does all of its work. Safe for use by
 * many threads.
 */
public final class Processes implements AutoCloseable {
    private static final long IDLE_THREAD_SECONDS = 30;

    private final Launcher launcher;
    private final Timeouts timeouts;
    private final int maxProcesses;
    private final Semaphore places;
    private final ExecutorService threads;
    private final Set<RunningProcess> running = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /** Whether a process may be started, by who knows. */
    @FunctionalInterface
    public interface Permission {
        /** Returns when it may be; throws what the one who wants to start it is to be told. */
        void require() throws InterruptedException;
    }

    /**
     * @param maxProcesses how many may run at a time, at least 1
     * @throws IllegalArgumentException if {@code maxProcesses} is less than 1
     */
    public Processes(int maxProcesses, Timeouts timeouts) {
        this(maxProcesses, timeouts, new LazyLauncher(timeouts));
    }

    Processes(int maxProcesses, Timeouts timeouts, Launcher launcher) {
        if (maxProcesses < 1) {
            throw new IllegalArgumentException("max_processes must be at least 1, not " + maxProcesses);
        }
        this.launcher = launcher;
        this.timeouts = timeouts;
        this.maxProcesses = maxProcesses;
        this.places = new Semaphore(maxProcesses, true);
        // The places bound the number of threads.
        this.threads = new ThreadPoolExecutor(
                0,
                Integer.MAX_VALUE,
                IDLE_THREAD_SECONDS,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                Thread.ofPlatform().name("process-idle").factory());
    }

    /**
     * Starts a process, after waiting for a place while {@code maxProcesses} run. The place becomes free when the
     * process ends, whether or not somebody awaits it.
     *
     * @throws SpawnException if it cannot be started; the message says why
     * @throws InterruptedException if this thread is interrupted while it waits for a place; nothing was started
     * @throws IllegalStateException if this is closed
     */
    public RunningProcess start(Command command, OutputListener listener) throws SpawnException, InterruptedException {
        return start(command, listener, () -> {});
    }

    /**
     * The same, unless it turns out that the process is not to be started any more when there is a place for it.
     *
     * @param permission asked when there is; nothing is started when it throws
     */
    public RunningProcess start(Command command, OutputListener listener, Permission permission)
            throws SpawnException, InterruptedException {
        places.acquire();
        try {
            permission.require();
        } catch (RuntimeException | InterruptedException e) {
            places.release();
            throw e;
        }
        var started = new CompletableFuture<RunningProcess>();
        try {
            threads.execute(() -> runInPlace(command, listener, started));
        } catch (RejectedExecutionException e) {
            places.release();
            throw closed(e);
        }
        try {
            return started.join();
        } catch (CompletionException e) {
            throw unwrap(e);
        }
    }

    /** Does what the first process would wait for otherwise: a part of a second. */
    public void prepare() {
        if (launcher instanceof LazyLauncher lazy) {
            lazy.prepare();
        }
    }

    /** How many processes run now, from 0 to {@code maxProcesses}. */
    public int running() {
        return maxProcesses - places.availablePermits();
    }

    /**
     * Starts nothing any more and ends everything that runs: SIGTERM, and SIGKILL after the grace period. Waits for it,
     * and interrupts listeners that still block then. An interrupt of this thread makes it use SIGKILL at once.
     */
    @Override
    public void close() {
        closed = true;
        threads.shutdown();
        running.forEach(process -> process.terminate(timeouts.closeGrace()));
        boolean interrupted = false;
        while (!threads.isTerminated()) {
            try {
                if (!threads.awaitTermination(timeouts.closeGrace().toMillis() + 1_000, TimeUnit.MILLISECONDS)) {
                    threads.shutdownNow();
                }
            } catch (InterruptedException e) {
                interrupted = true;
                running.forEach(RunningProcess::kill);
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void runInPlace(Command command, OutputListener listener, CompletableFuture<RunningProcess> started) {
        try {
            RunningProcess process = new RunningProcess(launcher.launch(command));
            running.add(process);
            try {
                if (closed) {
                    process.kill();
                }
                Thread.currentThread().setName("process-" + process.pid());
                started.complete(process);
                process.run(listener);
            } finally {
                running.remove(process);
            }
        } catch (SpawnException | RuntimeException | Error e) {
            started.completeExceptionally(e);
        } finally {
            places.release();
        }
    }

    private static SpawnException unwrap(CompletionException e) {
        return switch (e.getCause()) {
            case SpawnException refused -> refused;
            case RuntimeException exception -> throw exception;
            case Error error -> throw error;
            case null, default -> throw e;
        };
    }

    private static IllegalStateException closed(RejectedExecutionException cause) {
        return new IllegalStateException("no process can be started: the server is stopping", cause);
    }
}
