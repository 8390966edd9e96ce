package dev.millrace.session.driver;

import dev.millrace.session.error.ErrorCode;
import dev.millrace.session.error.SessionException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Folders for what browsers keep while they live, and for what is handed to programs that work for sessions. They are in the system's folder for such things, not in the data
 * directory: sockets are made in them, whose paths may have no more than 107 bytes.
 */
public final class ScratchFolders {
    private static final Logger LOG = Logger.getLogger(ScratchFolders.class);

    private static final String PREFIX = "millrace-browser-";
    private static final int ATTEMPTS = 5;

    private ScratchFolders() {}

    /** A new folder of a node. Throws E0102 when there can be none. */
    public static Path make(String node) {
        try {
            return Files.createTempDirectory(prefix(node));
        } catch (IOException e) {
            throw new SessionException(
                    ErrorCode.E0102, "no temporary folder could be made for the browser: " + e.getMessage());
        }
    }

    /** Deletes a folder and all in it; what a process that is just ending puts back, too. */
    public static void delete(Path folder) {
        for (int attempt = 1; attempt <= ATTEMPTS && Files.exists(folder); attempt++) {
            try {
                Files.walkFileTree(folder, new Deletion());
            } catch (IOException e) {
                if (attempt == ATTEMPTS) {
                    LOG.warnf("The folder %s of a browser could not be deleted: %s", folder, e.getMessage());
                }
            }
        }
    }

    /** Deletes what an earlier life of this node has left. */
    static void deleteAll(String node) {
        Path parent = Path.of(System.getProperty("java.io.tmpdir"));
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent, prefix(node) + "*")) {
            folders.forEach(ScratchFolders::delete);
        } catch (IOException e) {
            LOG.warnf("Folders of former browsers in %s could not be deleted: %s", parent, e.getMessage());
        }
    }

    /** How much is in a folder, in bytes. */
    static long size(Path folder) {
        Size size = new Size();
        try {
            Files.walkFileTree(folder, size);
        } catch (IOException e) {
            LOG.debugf("The folder %s of a browser could not be read whole: %s", folder, e.getMessage());
        }
        return size.bytes;
    }

    private static final class Size extends SimpleFileVisitor<Path> {
        private long bytes;

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            bytes += attributes.size();
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) {
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) {
            return FileVisitResult.CONTINUE;
        }
    }

    private static String prefix(String node) {
        return PREFIX + node.substring(0, Math.min(8, node.length())) + "-";
    }

    /** What is gone by itself meanwhile is no failure. */
    private static final class Deletion extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) {
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) throws IOException {
            Files.deleteIfExists(folder);
            return FileVisitResult.CONTINUE;
        }
    }
}
