package dev.millrace.session.keyword;

import dev.millrace.session.error.ErrorCode;
import dev.millrace.session.error.SessionException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Finds files of a session's project, and none outside of its folder. */
final class ProjectFiles {
    private static final int MIB = 1 << 20;

    private ProjectFiles() {}

    /**
     * The file of a name.
     *
     * @param project the folder; null when the session has none
     * @param name a path below it
     * @param largest how large it may be, in MiB
     * @throws SessionException E0403 when there is no such file; told in the same words as one that is elsewhere
     */
    static Path find(@Nullable Path project, String name, int largest) {
        if (project == null) {
            throw new SessionException(
                    ErrorCode.E0403,
                    "the session may read no files: start it with a project_path below sessions.project_root");
        }
        try {
            Path root = project.toRealPath();
            Path file = root.resolve(name.strip()).toRealPath();
            if (file.startsWith(root) && Files.isRegularFile(file) && Files.size(file) <= (long) largest * MIB) {
                return file;
            }
        } catch (IOException | InvalidPathException _) {
            // Told below.
        }
        throw new SessionException(
                ErrorCode.E0403,
                "there is no file `%s` of at most %d MiB in the folder of the session's project"
                        .formatted(name, largest));
    }
}
