package dev.millrace.store;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;

/** A program whose writer meets an error that no change is to blame for. For {@link DurableWriterTest}. */
final class BrokenWriter {
    private BrokenWriter() {}

    /** Takes the database's file. Never returns: whoever writes waits for an answer that cannot come. */
    public static void main(String[] arguments) throws Exception {
        Database database = Database.open(Path.of(arguments[0]), new SimpleMeterRegistry());
        database.writer().write(_ -> {
            throw new OutOfMemoryError("no memory is left, says the test");
        });
    }
}
