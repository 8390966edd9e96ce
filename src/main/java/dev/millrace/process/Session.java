package dev.millrace.process;

import java.io.File;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * All processes of the session that the process {@code leader} leads: its own process group, and those that shells with
 * job control made. Its id stays taken while the leader was not waited for, so this is to be used only until then.
 */
record Session(int leader) {
    private static final File PROC = new File("/proc");

    /** Signals the leader's group in one go, so that a child being born does not escape, then the others. */
    void signal(Signal signal) {
        signalGroup(signal);
        others().filter(pid -> Libc.getpgid(pid) != leader)
                .forEach(pid -> Pidfd.open(pid).ifPresent(other -> {
                    try (other) {
                        // The id may have changed hands until the pidfd was opened, but not from then on.
                        if (contains(pid)) {
                            other.signal(signal);
                        }
                    }
                }));
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
        String[] entries = PROC.list();
        return Stream.of(entries == null ? new String[0] : entries)
                .filter(name -> Character.isDigit(name.charAt(0)))
                .mapToInt(Integer::parseInt)
                .filter(pid -> pid != leader && contains(pid));
    }

    private boolean contains(int pid) {
        return Libc.getsid(pid) == leader;
    }
}
