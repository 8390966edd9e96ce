package dev.millrace.execution;

import dev.millrace.process.Channel;
import dev.millrace.process.Exit;
import dev.millrace.process.RunningProcess;
import dev.millrace.process.SpawnException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Files as another user finds them: a small program of that user's looks at them, so that the system decides what it may
 * see. Checking the rights beforehand would leave time to put another file in the place of the one that was checked.
 */
final class UserFiles {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final int MISSING = 3;
    private static final int NOT_REGULAR = 4;
    private static final int UNREADABLE = 5;

    private static final String READ =
            "[ -e \"$1\" ] || exit %d; [ -f \"$1\" ] || exit %d; [ -r \"$1\" ] || exit %d; exec head -c %d -- \"$1\""
                    .formatted(MISSING, NOT_REGULAR, UNREADABLE, MachineFile.MAX_SIZE + 1);

    private final Machine machine;

    UserFiles(Machine machine) {
        this.machine = machine;
    }

    /** What a program came to. */
    private record Answer(int code, ByteArrayOutputStream output) {}

    String read(Path file) throws IOException {
        Answer answer = ask(READ, file);
        return switch (answer.code) {
            case 0 -> MachineFile.text(answer.output.toByteArray());
            case MISSING -> throw new IOException("does not exist, or not for the user of engine.run_as");
            case NOT_REGULAR -> throw MachineFile.notRegular();
            case UNREADABLE -> throw new IOException("may not be read by the user of engine.run_as");
            default -> throw new IOException("cannot be read");
        };
    }

    boolean exists(Path file) throws IOException {
        return ask("[ -e \"$1\" ]", file).code == 0;
    }

    /** Whether the user can enter a directory. */
    boolean canEnter(Path directory) throws IOException {
        return ask("cd \"$1\"", directory).code == 0;
    }

    /** Removes everything in a directory that belongs to the user, who may be changing it meanwhile. */
    void clear(Path directory) throws IOException {
        ask("cd \"$1\" && chmod -R u+rwX . && find . -mindepth 1 -delete", directory);
    }

    private Answer ask(String script, Path file) throws IOException {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        try {
            RunningProcess process = machine.launch(
                    List.of("/bin/sh", "-c", script, "sh", file.toAbsolutePath().toString()),
                    Map.of("PATH", CommandEnvironment.DEFAULT_PATH),
                    null,
                    (channel, bytes) -> {
                        if (channel == Channel.STDOUT) {
                            byte[] copy = new byte[bytes.remaining()];
                            bytes.get(copy);
                            output.writeBytes(copy);
                        }
                    });
            if (!process.await(PATIENCE)) {
                process.kill();
                throw new IOException("takes more than %d seconds to read".formatted(PATIENCE.toSeconds()));
            }
            int code = process.await() instanceof Exit.Exited exited ? exited.code() : -1;
            return new Answer(code, output);
        } catch (SpawnException e) {
            throw new IOException("cannot be read: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("cannot be read while the run is being stopped");
        }
    }
}
