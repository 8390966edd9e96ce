package dev.millrace.session;

import dev.millrace.http.ProblemException;
import dev.millrace.http.Times;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the pages of a session have downloaded, as far as it is complete.
 *
 * @param folder where it is; null when the driver downloads nothing
 */
record Downloads(@Nullable Path folder) {
    private static final int MOST_LISTED = 1_000;

    /** How Chromium calls what is not complete yet. */
    private static final String UNFINISHED = ".crdownload";

    /**
     * A file.
     *
     * @param size in bytes
     */
    record Download(String name, long size, String modifiedAt) {}

    /** The files, newest first. */
    List<Download> list() {
        if (folder == null || !Files.isDirectory(folder)) {
            return List.of();
        }
        List<Download> downloads = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file :
                    files.filter(Downloads::isComplete).limit(MOST_LISTED).toList()) {
                BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
                downloads.add(new Download(
                        file.getFileName().toString(),
                        attributes.size(),
                        Times.text(attributes.lastModifiedTime().toMillis())));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        downloads.sort(Comparator.comparing(Download::modifiedAt).reversed());
        return downloads;
    }

    /** The file of a name. Throws a 404. */
    Path file(String name) {
        try {
            if (folder != null) {
                Path file = folder.resolve(name);
                if (folder.equals(file.getParent()) && isComplete(file)) {
                    return file;
                }
            }
        } catch (InvalidPathException _) {
            // Told below.
        }
        throw ProblemException.notFound("download", name);
    }

    private static boolean isComplete(Path file) {
        String name = file.getFileName().toString();
        return !name.endsWith(UNFINISHED)
                && !name.startsWith(".")
                && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
    }
}
