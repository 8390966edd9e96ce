package dev.millrace.process;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Both ends of a pipe, neither of which another process inherits by chance. */
record Pipe(Descriptor reading, Descriptor writing) implements AutoCloseable {
    static Pipe open() throws SpawnException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment ends = arena.allocate(JAVA_INT, 2);
            int result = Libc.pipe2(ends, Libc.O_CLOEXEC);
            if (result < 0) {
                throw Refusal.noDescriptors(-result);
            }
            return new Pipe(new Descriptor(ends.getAtIndex(JAVA_INT, 0)), new Descriptor(ends.getAtIndex(JAVA_INT, 1)));
        }
    }

    @Override
    public void close() {
        reading.close();
        writing.close();
    }
}
