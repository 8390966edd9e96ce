package dev.millrace.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Finds a program as a shell does that has the command's own environment, not the server's. */
final class SearchPath {
    private static final String DEFAULT = "/usr/local/bin:/usr/bin:/bin";

    private SearchPath() {}

    /** The program to execute: as it is named if that has a slash, else its place in {@code PATH}. */
    static String locate(Command command) throws SpawnException {
        String program = command.argv().getFirst();
        if (program.indexOf('/') >= 0) {
            return program;
        }
        String path = command.environment().getOrDefault("PATH", DEFAULT);
        Path directory = command.directory() == null ? Path.of("") : command.directory();
        return List.of(path.split(":")).stream()
                .map(folder -> directory.resolve(folder).resolve(program).toAbsolutePath())
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .findFirst()
                .map(Path::toString)
                .orElseThrow(() -> Refusal.notOnPath(program, path));
    }
}
