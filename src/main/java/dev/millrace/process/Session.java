package dev.millrace.process;

import java.time.Duration;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * All processes of the session that the process {@code leader} leads: its own process group, and those that shells with
 * job control made. Its id stays taken while the leader was not waited for, so this is to be used only until then.
 *
 * @param young until when the leader is so young that the ids of all others lie between its own and the last one given
 */
record Session(int leader, Deadline young) {
    private static final Duration YOUTH = Duration.ofSeconds(1);

    /** To be called right after the leader was started. */
    static Session of(int leader) {
        return new Session(leader, Deadline.in(YOUTH));
    }

    /** Signals the leader's group in one go, so that a child being born does not escape, then the others. */
    void signal(Signal signal) {
        signalGroup(signal);
        others().filter(pid -> Libc.getpgid(pid) != leader).forEach(pid -> signal(pid, signal));
    }

    void signalGroup(Signal signal) {
        var _ = Libc.kill(-leader, signal);
    }

    /** Some process of the session besides its leader that still runs. To be closed. */
    Optional<Pidfd> anyOther() {
        return others().mapToObj(Pidfd::open)
                .flatMap(Optional::stream)
                .filter(this::isRunning)
                .findFirst();
    }

    private void signal(int pid, Signal signal) {
        Pidfd.open(pid).ifPresent(other -> {
            try (other) {
                // The id may have changed hands until the pidfd was opened, but not from then on.
                if (contains(pid)) {
                    other.signal(signal);
                }
            }
        });
    }

    private boolean isRunning(Pidfd process) {
        if (process.isRunning() && contains(process.pid())) {
            return true;
        }
        // In a container without an init process, orphans become our children when their parent ends.
        var _ = Libc.waitPidfd(process.descriptor().number());
        process.close();
        return false;
    }

    private IntStream others() {
        IntStream candidates = young.passed() ? ProcessIds.all() : ProcessIds.since(leader);
        return candidates.filter(pid -> pid != leader && contains(pid));
    }

    private boolean contains(int pid) {
        return Libc.getsid(pid) == leader;
    }
}
