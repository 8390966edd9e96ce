package dev.millrace.process;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** What {@code waitpid(2)} tells of a child that has ended. */
record WaitStatus(int bits) {
    private static final int SIGNAL = 0x7f;
    private static final int CODE_SHIFT = 8;
    private static final int CODE = 0xff;

    /** Waits for a child to end and frees its process id. */
    static WaitStatus reap(Arena arena, int pid) {
        MemorySegment status = arena.allocate(JAVA_INT);
        int result;
        do {
            result = Libc.waitpid(pid, status);
        } while (result == -Errno.EINTR);
        if (result < 0) {
            throw new IllegalStateException("process " + pid + " was waited for by somebody else: errno " + -result);
        }
        return new WaitStatus(status.get(JAVA_INT, 0));
    }

    Exit toExit(boolean leftChildren) {
        int signal = bits & SIGNAL;
        return signal == 0
                ? new Exit.Exited((bits >> CODE_SHIFT) & CODE, leftChildren)
                : new Exit.Signalled(signal, leftChildren);
    }
}
