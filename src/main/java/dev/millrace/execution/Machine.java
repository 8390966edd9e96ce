package dev.millrace.execution;

import dev.millrace.config.Settings;
import dev.millrace.config.SystemUser;
import dev.millrace.process.Command;
import dev.millrace.process.OutputListener;
import dev.millrace.process.Processes;
import dev.millrace.process.RunningProcess;
import dev.millrace.process.SpawnException;
import dev.millrace.workflow.FileCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The machine that the server runs on, as workflows may reach it: all their programs are started and all files of their
 * choice are read through this. The settings can close it, and name the user with whose rights all of that happens.
 * Thread-safe.
 */
final class Machine implements FileCheck {
    private final Processes processes;
    private final boolean open;
    private final @Nullable SystemUser user;

    Machine(Processes processes, Settings.Engine settings) {
        this.processes = processes;
        this.open = settings.commandSteps();
        this.user = settings.runAs();
    }

    /** Workflows may not reach the machine. */
    static final class Closed extends IOException {
        private static final long serialVersionUID = 1L;

        Closed() {
            super("may not be used by workflows (the setting engine.command_steps is false)");
        }
    }

    /** The user with whose rights all happens; null for the server's own. */
    @Nullable
    SystemUser user() {
        return user;
    }

    void requireOpen() throws Closed {
        if (!open) {
            throw new Closed();
        }
    }

    /**
     * Starts a program, after waiting for a place.
     *
     * @param directory where it runs; null for anywhere
     * @param permission asked right before it starts, when there is a place
     */
    RunningProcess start(
            List<String> program,
            Map<String, String> environment,
            @Nullable Path directory,
            OutputListener listener,
            Processes.Permission permission)
            throws Closed, SpawnException, InterruptedException {
        requireOpen();
        return processes.start(command(program, environment, directory), listener, permission);
    }

    /** The same for the server's own ends. */
    RunningProcess launch(
            List<String> program, Map<String, String> environment, @Nullable Path directory, OutputListener listener)
            throws SpawnException, InterruptedException {
        return processes.start(command(program, environment, directory), listener);
    }

    private Command command(List<String> program, Map<String, String> environment, @Nullable Path directory) {
        return user == null
                ? new Command(program, environment, directory)
                : UserSwitch.command(user, program, environment, directory);
    }

    /**
     * The content of a file.
     *
     * @throws IOException when it cannot be had, with the rest of a sentence that begins with the file's name
     */
    String read(Path file) throws IOException {
        requireOpen();
        return user == null ? MachineFile.read(file) : new UserFiles(this).read(file);
    }

    @Override
    public Optional<String> complaint(String path) {
        if (!open) {
            return Optional.of("engine.command_steps is false, so that no workflow may look for the file");
        }
        return exists(path) ? Optional.empty() : Optional.of("there is no file");
    }

    private boolean exists(String path) {
        try {
            Path file = Path.of(path).toAbsolutePath();
            return user == null ? Files.exists(file) : new UserFiles(this).exists(file);
        } catch (InvalidPathException | IOException _) {
            return false;
        }
    }
}
