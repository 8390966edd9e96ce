package dev.millrace.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A program that has come to its end.
 *
 * @param status its exit status
 * @param printed on both streams
 */
public record Ended(int status, String printed) {
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    /** Runs a program to its end in a folder, with these variables beside those of this process, and no input. */
    public static Ended of(Path folder, Map<String, String> environment, List<String> command) {
        try {
            Path printed = Files.createTempFile("program", ".out");
            try {
                return new Ended(run(folder, environment, command, printed), Files.readString(printed));
            } finally {
                Files.delete(printed);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int run(Path folder, Map<String, String> environment, List<String> command, Path printed)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("it does not end:\n" + Files.readString(printed));
        }
        return process.exitValue();
    }
}
