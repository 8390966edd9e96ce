package dev.millrace.process;

import java.lang.foreign.Arena;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A child that leads its own session. It is waited for last of all: until then its id, and with it those of its group
 * and session, cannot be given to anybody else, so that signals reach whom they are meant for.
 */
final class PosixChild implements Child {
    /** What SIGKILL does not end in this time hangs in the kernel, and ends when the kernel lets it. */
    private static final Duration KILL_PATIENCE = Duration.ofSeconds(5);

    private final Pidfd pidfd;
    private final Session session;
    private final Descriptor stdout;
    private final Descriptor stderr;
    private final Timeouts timeouts;

    private final ReentrantLock lock = new ReentrantLock();
    private boolean terminated;
    private boolean reaped;
    private Deadline killAt = Deadline.NEVER;

    PosixChild(Pidfd pidfd, Descriptor stdout, Descriptor stderr, Timeouts timeouts) {
        this.pidfd = pidfd;
        this.session = Session.of(pidfd.pid());
        this.stdout = stdout;
        this.stderr = stderr;
        this.timeouts = timeouts;
    }

    @Override
    public long pid() {
        return pidfd.pid();
    }

    @Override
    public Exit run(OutputListener listener) {
        var guarded = new GuardedListener(listener, this::kill);
        try (Pipes pipes = new Pipes(stdout, stderr, guarded);
                pidfd) {
            pipes.readUntilExit(pidfd, Deadline.NEVER);
            pipes.readUntilEnd(Deadline.in(timeouts.drain()));
            boolean leftChildren = endOthers(pipes);
            pipes.readRest();
            if (pipes.areOpen()) {
                PosixSpawn.awaitUnderWay();
                pipes.readRest();
            }
            Exit exit = reap().toExit(leftChildren || pipes.areOpen());
            guarded.finish();
            return exit;
        }
    }

    @Override
    public void terminate(Duration grace) {
        lock.lock();
        try {
            killAt = killAt.earlierOf(Deadline.in(grace));
            if (!terminated && !reaped) {
                terminated = true;
                session.signal(Signal.TERM);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void kill() {
        lock.lock();
        try {
            if (!reaped) {
                session.signal(Signal.KILL);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Ends what is left of the session now that its leader has ended. Returns whether there was something. */
    private boolean endOthers(Pipes pipes) {
        if (awaitOthers(pipes, new Deadline(0))) {
            return false;
        }
        if (!awaitOthers(pipes, terminateOthers())) {
            kill();
            awaitOthers(pipes, Deadline.in(KILL_PATIENCE));
        }
        return true;
    }

    /** Returns when they will be killed; they keep the grace that they already have. */
    private Deadline terminateOthers() {
        lock.lock();
        try {
            if (!terminated) {
                terminate(timeouts.childGrace());
            }
            return killAt;
        } finally {
            lock.unlock();
        }
    }

    private boolean awaitOthers(Pipes pipes, Deadline deadline) {
        for (Optional<Pidfd> other = session.anyOther(); other.isPresent(); other = session.anyOther()) {
            try (Pidfd running = other.get()) {
                if (!pipes.readUntilExit(running, deadline)) {
                    return false;
                }
            }
        }
        return true;
    }

    private WaitStatus reap() {
        lock.lock();
        try (Arena arena = Arena.ofConfined()) {
            // Whoever was born while the others were looked for.
            session.signalGroup(Signal.KILL);
            reaped = true;
            return WaitStatus.reap(arena, pidfd.pid());
        } finally {
            lock.unlock();
        }
    }
}
