package dev.millrace.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A folder that is gone with all that is in it when it is closed. */
record TemporaryFolder(Path path) implements AutoCloseable {
    static TemporaryFolder create() {
        try {
            return new TemporaryFolder(Files.createTempDirectory("millrace-"));
        } catch (IOException e) {
            throw new CommandException(
                    ExitStatus.SYSTEM_FAULT, "No temporary folder could be made: %s.".formatted(e.getMessage()));
        }
    }

    @Override
    public void close() {
        try (Stream<Path> entries = Files.walk(path)) {
            List<Path> deepestFirst = entries.sorted(Comparator.reverseOrder()).toList();
            for (Path entry : deepestFirst) {
                Files.deleteIfExists(entry);
            }
        } catch (IOException e) {
            throw new CommandException(
                    ExitStatus.SYSTEM_FAULT, "%s could not be deleted: %s.".formatted(path, e.getMessage()));
        }
    }
}
