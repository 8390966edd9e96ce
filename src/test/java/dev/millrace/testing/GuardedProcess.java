package dev.millrace.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A program that ends with this one, however that ends: the shell that stands between them kills it when the shell's
 * standard input closes.
 */
final class GuardedProcess implements AutoCloseable {
    private static final String GUARD = """
            output=$1; shift
            "$@" > "$output" 2>&1 &
            echo $!
            cat > /dev/null
            kill -9 $!
            """;

    private final Process guard;
    private final ProcessHandle program;

    private GuardedProcess(Process guard, ProcessHandle program) {
        this.guard = guard;
        this.program = program;
    }

    /** Starts a program that writes its output to this file. */
    static GuardedProcess start(Path output, List<String> command) {
        List<String> guarded = new ArrayList<>(List.of("sh", "-c", GUARD, "guard", output.toString()));
        guarded.addAll(command);
        try {
            Process guard = new ProcessBuilder(guarded)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try (BufferedReader said = guard.inputReader(StandardCharsets.US_ASCII)) {
                long pid = Long.parseLong(said.readLine());
                return new GuardedProcess(
                        guard, ProcessHandle.of(pid).orElseThrow(() -> new IllegalStateException("it ended at once")));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean isAlive() {
        return program.isAlive();
    }

    /** Ends the program without any warning (SIGKILL), and returns when it has ended. */
    @Override
    public void close() {
        try {
            program.destroyForcibly();
            guard.getOutputStream().close();
            guard.waitFor();
            program.onExit().join();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
