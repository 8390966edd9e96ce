package dev.millrace.process;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/** A handle on one process, which unlike its id can never come to mean another one. */
record Pidfd(int pid, Descriptor descriptor) implements AutoCloseable {
    private static final short POLLIN = 1;

    /** Empty if there is no such process, or no descriptor left for it. */
    static Optional<Pidfd> open(int pid) {
        int result = Libc.pidfdOpen(pid);
        return result < 0 ? Optional.empty() : Optional.of(new Pidfd(pid, new Descriptor(result)));
    }

    /** Whether the process runs: one that has ended but was not waited for does not. */
    boolean isRunning() {
        return !awaitExit(new Deadline(0));
    }

    /** Waits, holding the thread, until the process has ended. Returns false if it has not by the deadline. */
    boolean awaitExit(Deadline deadline) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment pollfd = arena.allocate(Long.BYTES, Long.BYTES);
            pollfd.set(JAVA_INT, 0, descriptor.number());
            pollfd.set(JAVA_SHORT, Integer.BYTES, POLLIN);
            while (true) {
                int ready = Libc.poll(pollfd, 1, deadline.pollMillis());
                if (ready > 0) {
                    return true;
                }
                if (ready == 0 && deadline.passed()) {
                    return false;
                }
            }
        }
    }

    void signal(Signal signal) {
        var _ = Libc.pidfdSendSignal(descriptor.number(), signal);
    }

    @Override
    public void close() {
        descriptor.close();
    }
}
