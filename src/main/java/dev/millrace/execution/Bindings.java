package dev.millrace.execution;

import dev.millrace.expression.ExpressionException;
import dev.millrace.expression.Scope;
import dev.millrace.http.Times;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What templates and conditions of an execution see: the inputs, what steps have come to, the workflow itself. */
final class Bindings implements Scope {
    private static final long MAX_FILE = 1 << 20;

    private final ExecutionRow row;
    private final String workflow;
    private final Map<String, String> environment;
    private final Path directory;
    private final Clock clock;
    private final Map<String, Map<String, @Nullable Object>> states = new LinkedHashMap<>();
    private String currentState = "";

    Bindings(ExecutionRow row, String workflow, Map<String, String> environment, Path directory, Clock clock) {
        this.row = row;
        this.workflow = workflow;
        this.environment = environment;
        this.directory = directory;
        this.clock = clock;
    }

    @Override
    public Set<String> names() {
        return Set.of("inputs", "states", "workflow", "env", "context");
    }

    @Override
    public @Nullable Object get(String name) {
        return switch (name) {
            case "inputs" -> row.inputs();
            case "states" -> states;
            case "workflow" -> workflow();
            case "env" -> environment;
            case "context" -> context();
            default -> null;
        };
    }

    /** The step that is about to run. */
    void enter(String step) {
        currentState = step;
    }

    /** What a step came to; in place of what it came to the time before. */
    void put(String step, int attempt, Outcome outcome) {
        Map<String, @Nullable Object> state = new LinkedHashMap<>();
        state.put("Output", outcome.output());
        state.put("Stderr", outcome.stderr());
        state.put("ExitCode", Objects.requireNonNullElse(outcome.exitCode(), outcome.succeeded() ? 0 : 1));
        state.put("Status", outcome.status().wire());
        state.put("Attempt", attempt);
        state.put("Error", outcome.error() == null ? "" : outcome.error().message());
        state.put("Outputs", Objects.requireNonNullElse(outcome.outputs(), Map.of()));
        state.put("Response", Objects.requireNonNullElse(outcome.response(), Map.of()));
        states.put(step, state);
    }

    private Map<String, Object> workflow() {
        Instant started = Instant.ofEpochMilli(Objects.requireNonNullElse(row.startedAt(), row.createdAt()));
        Duration running = Duration.between(started, clock.instant());
        return Map.of(
                "ID",
                row.executionId(),
                "Name",
                workflow,
                "CurrentState",
                currentState,
                "StartedAt",
                Times.text(started.toEpochMilli()),
                "Duration",
                running.toMillis() / 1000.0 + "s");
    }

    private Map<String, Object> context() {
        String user = System.getProperty("user.name", "");
        return Map.of(
                "WorkingDir",
                directory.toString(),
                "working_dir",
                directory.toString(),
                "User",
                user,
                "user",
                user,
                "Hostname",
                Host.NAME,
                "hostname",
                Host.NAME);
    }

    @Override
    public String readFile(String path) {
        try {
            Path file = directory.resolve(path);
            if (Files.size(file) > MAX_FILE) {
                throw new ExpressionException("readFile: " + path + " is larger than 1 MiB");
            }
            return Files.readString(file);
        } catch (IOException | InvalidPathException e) {
            throw new ExpressionException(
                    "readFile: cannot read " + path + " (" + e.getClass().getSimpleName() + ")");
        }
    }

    /** Found once: asking for it can take a moment. */
    private static final class Host {
        private static final String NAME = name();

        private static String name() {
            try {
                return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
            } catch (IOException _) {
                return Objects.requireNonNullElse(System.getenv("HOSTNAME"), "localhost");
            }
        }
    }
}
