package dev.millrace.process;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A child of {@link ProcessBuilder}. That waits for it at once, so a process group that has outlived its leader is
 * signalled by an id that could, in principle, have been given anew; and an exit code above 128 cannot be told from a
 * signal and is taken for one.
 */
final class PortableChild implements Child {
    private static final int SIGNAL_BASE = 128;
    private static final int SIGNAL_MAX = 31;
    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);
    private static final Duration KILL_PATIENCE = Duration.ofMillis(100);

    private final Process process;
    private final boolean leadsGroup;
    private final Timeouts timeouts;

    private final ReentrantLock lock = new ReentrantLock();
    private boolean terminated;
    private boolean ended;
    private Deadline killAt = Deadline.NEVER;

    PortableChild(Process process, boolean leadsGroup, Timeouts timeouts) {
        this.process = process;
        this.leadsGroup = leadsGroup;
        this.timeouts = timeouts;
    }

    @Override
    public long pid() {
        return process.pid();
    }

    @Override
    public Exit run(OutputListener listener) {
        var guarded = new GuardedListener(listener, this::kill);
        List<StreamReader> readers = List.of(
                new StreamReader("process-" + pid() + "-stdout", Channel.STDOUT, process.getInputStream(), guarded),
                new StreamReader("process-" + pid() + "-stderr", Channel.STDERR, process.getErrorStream(), guarded));
        readers.forEach(StreamReader::start);
        int code = awaitExit(readers);
        Deadline drained = Deadline.in(timeouts.drain());
        readers.forEach(reader -> reader.awaitEnd(drained));
        boolean leftChildren = endGroup();
        for (StreamReader reader : readers) {
            leftChildren |= !reader.awaitListener(timeouts.drain());
        }
        signalNoMore();
        guarded.finish();
        return code > SIGNAL_BASE && code <= SIGNAL_BASE + SIGNAL_MAX
                ? new Exit.Signalled(code - SIGNAL_BASE, leftChildren)
                : new Exit.Exited(code, leftChildren);
    }

    @Override
    public void terminate(Duration grace) {
        lock.lock();
        try {
            killAt = killAt.earlierOf(Deadline.in(grace));
            if (!terminated && !ended) {
                terminated = true;
                signal(Signal.TERM);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void kill() {
        lock.lock();
        try {
            if (!ended) {
                signal(Signal.KILL);
            }
        } finally {
            lock.unlock();
        }
    }

    private void signalNoMore() {
        lock.lock();
        try {
            ended = true;
        } finally {
            lock.unlock();
        }
    }

    private void signal(Signal signal) {
        if (leadsGroup && signalGroup(signal.name())) {
            return;
        }
        process.descendants().forEach(child -> destroy(child, signal));
        destroy(process.toHandle(), signal);
    }

    private static void destroy(ProcessHandle handle, Signal signal) {
        var _ =
                switch (signal) {
                    case TERM -> handle.destroy();
                    case KILL -> handle.destroyForcibly();
                };
    }

    /** Returns whether there is somebody in the group. The signal 0 only asks. */
    private boolean signalGroup(String signal) {
        try {
            return new ProcessBuilder("/bin/sh", "-c", "kill -s " + signal + " -- -" + pid() + " 2>/dev/null")
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private int awaitExit(List<StreamReader> readers) {
        while (true) {
            try {
                return process.waitFor();
            } catch (InterruptedException e) {
                kill();
                readers.forEach(StreamReader::interrupt);
            }
        }
    }

    private boolean endGroup() {
        if (!leadsGroup || !signalGroup("0")) {
            return false;
        }
        lock.lock();
        try {
            if (!terminated) {
                terminate(timeouts.childGrace());
            }
        } finally {
            lock.unlock();
        }
        awaitGroup(killAt());
        if (signalGroup(Signal.KILL.name())) {
            awaitGroup(Deadline.in(KILL_PATIENCE));
        }
        return true;
    }

    /** Waits until nobody is in the group, not even somebody who has ended and whom his parent has not waited for. */
    private void awaitGroup(Deadline deadline) {
        while (!deadline.passed() && signalGroup("0")) {
            try {
                // Only pidfds can be waited on, and where they are this class is not used.
                Thread.sleep(LOOK_AGAIN);
            } catch (InterruptedException e) {
                kill();
            }
        }
    }

    private Deadline killAt() {
        lock.lock();
        try {
            return killAt;
        } finally {
            lock.unlock();
        }
    }
}
