package dev.millrace.process;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * The functions of the C library that this package calls, on 64-bit Linux. Where the C function returns -1 and sets
 * {@code errno}, these return {@code -errno}, as the kernel itself does; {@link Errno} has the numbers. Use it only where
 * {@link Platform#HAS_PIDFDS}.
 */
final class Libc {
    static final int O_RDONLY = 0;
    static final int O_RDWR = 2;
    static final int O_CLOEXEC = 0x80000;

    private static final int SIGCHLD = 17;
    private static final int WNOHANG = 1;
    private static final int WEXITED = 4;
    private static final int P_PIDFD = 3;
    private static final long SIGINFO_BYTES = 128;
    // These numbers are the same on every architecture; the functions themselves are in glibc only since 2.36.
    private static final long SYS_PIDFD_SEND_SIGNAL = 424;
    private static final long SYS_PIDFD_OPEN = 434;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final Linker.Option ERRNO_CAPTURED = Linker.Option.captureCallState("errno");
    private static final MemoryLayout CAPTURE = Linker.Option.captureStateLayout();
    private static final ThreadLocal<MemorySegment> CAPTURED =
            ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(CAPTURE));

    private static final MethodHandle OPEN = withErrno("open", JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle CLOSE = plain("close", JAVA_INT, JAVA_INT);
    private static final MethodHandle PIPE2 = withErrno("pipe2", JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle READ = withErrno("read", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
    private static final MethodHandle POLL = withErrno("poll", JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
    private static final MethodHandle KILL = withErrno("kill", JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle GETSID = withErrno("getsid", JAVA_INT, JAVA_INT);
    private static final MethodHandle GETPGID = withErrno("getpgid", JAVA_INT, JAVA_INT);
    private static final MethodHandle WAITPID = withErrno("waitpid", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle WAITID = withErrno("waitid", JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle SIGNAL = plain("signal", ADDRESS, JAVA_INT, ADDRESS);
    private static final MethodHandle PIDFD_OPEN = syscall(JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT);
    private static final MethodHandle PIDFD_SEND_SIGNAL =
            syscall(JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);

    private Libc() {}

    static int open(MemorySegment path, int flags) {
        try {
            return result((int) OPEN.invokeExact(CAPTURED.get(), path, flags));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static void close(int descriptor) {
        try {
            var _ = (int) CLOSE.invokeExact(descriptor);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int pipe2(MemorySegment bothEnds, int flags) {
        try {
            return result((int) PIPE2.invokeExact(CAPTURED.get(), bothEnds, flags));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int read(int descriptor, MemorySegment buffer) {
        try {
            return result((int) (long) READ.invokeExact(CAPTURED.get(), descriptor, buffer, buffer.byteSize()));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int poll(MemorySegment pollfds, long count, int timeoutMillis) {
        try {
            return result((int) POLL.invokeExact(CAPTURED.get(), pollfds, count, timeoutMillis));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Signals a process, or with a negative id a process group. */
    static int kill(int pid, Signal signal) {
        try {
            return result((int) KILL.invokeExact(CAPTURED.get(), pid, signal.number));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int getsid(int pid) {
        try {
            return result((int) GETSID.invokeExact(CAPTURED.get(), pid));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int getpgid(int pid) {
        try {
            return result((int) GETPGID.invokeExact(CAPTURED.get(), pid));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Waits for a child and frees its process id. Returns its id. */
    static int waitpid(int pid, MemorySegment status) {
        try {
            return result((int) WAITPID.invokeExact(CAPTURED.get(), pid, status, 0));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Frees the process id of the child behind a pidfd if it has ended, without waiting. */
    static int waitPidfd(int pidfd) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = arena.allocate(SIGINFO_BYTES, Long.BYTES);
            return result((int) WAITID.invokeExact(CAPTURED.get(), P_PIDFD, pidfd, info, WEXITED | WNOHANG));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Makes sure that children which end stay until they are waited for, even if our parent had that changed. */
    static void keepEndedChildren() {
        try {
            var _ = (MemorySegment) SIGNAL.invokeExact(SIGCHLD, MemorySegment.NULL);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int pidfdOpen(int pid) {
        try {
            return result((int) (long) PIDFD_OPEN.invokeExact(CAPTURED.get(), SYS_PIDFD_OPEN, pid, 0));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int pidfdSendSignal(int pidfd, Signal signal) {
        try {
            return result((int) (long) PIDFD_SEND_SIGNAL.invokeExact(
                    CAPTURED.get(), SYS_PIDFD_SEND_SIGNAL, pidfd, signal.number, MemorySegment.NULL, 0));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    private static int result(int returned) {
        return returned >= 0 ? returned : -CAPTURED.get().get(JAVA_INT, 0);
    }

    static MethodHandle plain(String name, MemoryLayout returns, MemoryLayout... arguments) {
        return handle(name, FunctionDescriptor.of(returns, arguments));
    }

    private static MethodHandle withErrno(String name, MemoryLayout returns, MemoryLayout... arguments) {
        return handle(name, FunctionDescriptor.of(returns, arguments), ERRNO_CAPTURED);
    }

    private static MethodHandle syscall(MemoryLayout returns, MemoryLayout... arguments) {
        var function = FunctionDescriptor.of(returns, arguments);
        return handle("syscall", function, ERRNO_CAPTURED, Linker.Option.firstVariadicArg(1));
    }

    private static MethodHandle handle(String name, FunctionDescriptor function, Linker.Option... options) {
        MemorySegment address = LINKER.defaultLookup()
                .find(name)
                .orElseThrow(() -> new UnsatisfiedLinkError("the C library has no " + name));
        return LINKER.downcallHandle(address, function, options);
    }

    static RuntimeException unexpected(Throwable e) {
        return switch (e) {
            case Error error -> throw error;
            case RuntimeException exception -> exception;
            default -> throw new AssertionError("C functions throw nothing", e);
        };
    }
}
