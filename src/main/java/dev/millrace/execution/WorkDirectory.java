package dev.millrace.execution;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** The directory that belongs to one execution, as long as it lasts. */
final class WorkDirectory {
    private static final Logger LOG = Logger.getLogger(WorkDirectory.class);

    private WorkDirectory() {}

    /** Removes it with everything in it, if it is there; what cannot be removed is told in the log. */
    static void delete(Path directory) {
        try {
            // Most are empty or were never made: then this is all.
            Files.deleteIfExists(directory);
        } catch (DirectoryNotEmptyException _) {
            deleteTree(directory);
        } catch (IOException e) {
            LOG.warnf("The working directory %s was not removed: %s", directory, e.getMessage());
        }
    }

    private static void deleteTree(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(WorkDirectory::deleteOne);
        } catch (IOException | UncheckedIOException e) {
            LOG.warnf("The working directory %s was not removed: %s", directory, e.getMessage());
        }
    }

    private static void deleteOne(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
