package dev.millrace.process;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** The reading ends of a process's output, handed on to its listener by the one thread that uses this. */
final class Pipes implements AutoCloseable {
    private static final int CHUNK_BYTES = 64 * 1024;
    /** The most that an unprivileged process can make a pipe hold, see {@code /proc/sys/fs/pipe-max-size}. */
    private static final int PIPE_BYTES_MAX = 1024 * 1024;

    private static final int POLLFD_BYTES = 8;
    private static final int EVENTS = 4;
    private static final int REVENTS = 6;
    private static final short POLLIN = 1;

    /** Kept from process to process, since the threads are. */
    private static final ThreadLocal<Scratch> SCRATCH = ThreadLocal.withInitial(Scratch::new);

    private final List<End> ends;
    private final OutputListener listener;
    private final Scratch scratch = SCRATCH.get();

    Pipes(Descriptor stdout, Descriptor stderr, OutputListener listener) {
        this.ends = List.of(new End(Channel.STDOUT, stdout), new End(Channel.STDERR, stderr));
        this.listener = listener;
    }

    /** Whether somebody may still write to one of them. */
    boolean areOpen() {
        return ends.stream().anyMatch(end -> end.descriptor().isOpen());
    }

    /** Hands on output until the process has ended. Returns false if it has not by the deadline. */
    boolean readUntilExit(Pidfd process, Deadline deadline) {
        while (true) {
            int ready = poll(process.descriptor().number(), deadline.pollMillis());
            if (ready > 0) {
                readReady();
            }
            if (scratch.isReady(ends.size())) {
                return true;
            }
            if (deadline.passed()) {
                return false;
            }
        }
    }

    /** Hands on output until all of it is read, or the deadline. */
    void readUntilEnd(Deadline deadline) {
        while (areOpen() && !deadline.passed()) {
            if (poll(Descriptor.NONE, deadline.pollMillis()) > 0) {
                readReady();
            }
        }
    }

    /** Hands on what is in the pipes now, and waits for no more. */
    void readRest() {
        for (int read = 0; read < 2 * PIPE_BYTES_MAX && areOpen() && poll(Descriptor.NONE, 0) > 0; ) {
            read += readReady();
        }
    }

    @Override
    public void close() {
        ends.forEach(end -> end.descriptor().close());
    }

    private int poll(int pidfd, int timeoutMillis) {
        for (int i = 0; i < ends.size(); i++) {
            scratch.watch(i, ends.get(i).descriptor().number());
        }
        scratch.watch(ends.size(), pidfd);
        return Libc.poll(scratch.pollfds, ends.size() + 1L, timeoutMillis);
    }

    /** Reads one chunk from each pipe that has something, and closes those at their end. */
    private int readReady() {
        int read = 0;
        for (int i = 0; i < ends.size(); i++) {
            if (scratch.isReady(i)) {
                read += readChunk(ends.get(i));
            }
        }
        return read;
    }

    private int readChunk(End end) {
        int read = Libc.read(end.descriptor().number(), scratch.chunk);
        if (read > 0) {
            listener.onOutput(
                    end.channel(), scratch.chunk.asSlice(0, read).asByteBuffer().asReadOnlyBuffer());
            return read;
        }
        if (read != -Errno.EINTR) {
            end.descriptor().close();
        }
        return 0;
    }

    private record End(Channel channel, Descriptor descriptor) {}

    private static final class Scratch {
        final MemorySegment chunk = Arena.ofAuto().allocate(CHUNK_BYTES);
        final MemorySegment pollfds =
                Arena.ofAuto().allocate(POLLFD_BYTES * (Channel.values().length + 1L), Long.BYTES);

        void watch(int index, int descriptor) {
            long offset = (long) index * POLLFD_BYTES;
            pollfds.set(JAVA_INT, offset, descriptor);
            pollfds.set(JAVA_SHORT, offset + EVENTS, POLLIN);
            pollfds.set(JAVA_SHORT, offset + REVENTS, (short) 0);
        }

        boolean isReady(int index) {
            return pollfds.get(JAVA_SHORT, (long) index * POLLFD_BYTES + REVENTS) != 0;
        }
    }
}
