package dev.millrace.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds programs of this machine. They are looked for, never fetched. */
public final class Programs {
    private Programs() {}

    /**
     * The program of this path, or when it is empty the first one on the server's {@code PATH} that has any of these names.
     *
     * @param configured where it is; empty for nothing said
     */
    public static Optional<Path> find(String configured, List<String> names) {
        Stream<Path> candidates = configured.isEmpty()
                ? Arrays.stream(System.getenv()
                                .getOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin")
                                .split(":"))
                        .filter(folder -> !folder.isEmpty())
                        .flatMap(folder -> names.stream().map(name -> Path.of(folder, name)))
                : Stream.of(Path.of(configured));
        return candidates
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .findFirst()
                .map(Path::toAbsolutePath);
    }
}
