package dev.millrace.execution;

import dev.millrace.config.SystemUser;
import dev.millrace.expression.ExpressionException;
import dev.millrace.expression.JsonValue;
import dev.millrace.expression.Scope;
import dev.millrace.http.Times;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What templates and conditions of an execution see: the inputs, what steps have come to, the workflow itself. Branches
 * and iterations have bindings of their own that share the states. Each is used by one thread; the states are safe for
 * all of them.
 */
final class Bindings implements Scope {
    private static final Set<String> EVERYWHERE =
            Set.of("inputs", "states", "workflow", "env", "context", "awf", "secrets");
    private static final List<String> FOLDERS =
            List.of("prompts", "scripts", "workflows", "plugins", "skills", "roles");

    private final Facts facts;
    private final Map<String, Map<String, @Nullable Object>> states;
    private final @Nullable Map<String, @Nullable Object> loop;
    private final @Nullable Map<String, @Nullable Object> error;
    private final Set<String> names;
    private String currentState = "";

    /**
     * What is the same everywhere in an execution.
     *
     * @param environment the server's variables that templates may see
     * @param directory the execution's working directory
     * @param dataDir the server's folder
     * @param secrets the values of secrets by their names
     * @param machine gives the files that templates read
     */
    record Facts(
            ExecutionRow row,
            String workflow,
            Map<String, String> environment,
            Path directory,
            Path dataDir,
            Map<String, Object> secrets,
            Machine machine,
            Clock clock) {}

    Bindings(Facts facts) {
        this(facts, new ConcurrentHashMap<>(), null, null);
    }

    private Bindings(
            Facts facts,
            Map<String, Map<String, @Nullable Object>> states,
            @Nullable Map<String, @Nullable Object> loop,
            @Nullable Map<String, @Nullable Object> error) {
        this.facts = facts;
        this.states = states;
        this.loop = loop;
        this.error = error;
        Set<String> present = new HashSet<>(EVERYWHERE);
        if (loop != null) {
            present.add("loop");
        }
        if (error != null) {
            present.add("error");
        }
        this.names = present;
    }

    /** The same for a branch: it sees the same states, and this loop's item. */
    Bindings branch() {
        return new Bindings(facts, states, loop, error);
    }

    /**
     * The same within an iteration; the loop around becomes its parent.
     *
     * @param item null in a {@code while}
     * @param length how many items there are; -1 when that is not known
     */
    Bindings iteration(@Nullable Object item, int index, int length) {
        Map<String, @Nullable Object> values = new HashMap<>();
        both(values, "Item", item == null && length < 0 ? null : item instanceof String ? item : new JsonValue(item));
        both(values, "Index", (long) index);
        both(values, "Index1", index + 1L);
        both(values, "First", index == 0);
        both(values, "Last", index == length - 1);
        both(values, "Length", (long) length);
        both(values, "Parent", loop);
        return new Bindings(facts, states, values, error);
    }

    /** The same where a failure is looked at. */
    Bindings withError(Failure failure, int exitCode) {
        Map<String, @Nullable Object> values = new HashMap<>();
        both(values, "Message", failure.message());
        both(values, "State", Objects.requireNonNullElse(failure.step(), ""));
        both(values, "Type", failure.code());
        values.put("ExitCode", (long) exitCode);
        values.put("exit_code", (long) exitCode);
        return new Bindings(facts, states, loop, values);
    }

    private static void both(Map<String, @Nullable Object> values, String name, @Nullable Object value) {
        values.put(name, value);
        values.put(name.toLowerCase(Locale.ROOT), value);
    }

    @Override
    public Set<String> names() {
        return names;
    }

    @Override
    public @Nullable Object get(String name) {
        return switch (name) {
            case "inputs" -> facts.row().inputs();
            case "states" -> states;
            case "workflow" -> workflow();
            case "env" -> facts.environment();
            case "context" -> context();
            case "awf" -> folders();
            case "secrets" -> facts.secrets();
            case "loop" -> loop;
            case "error" -> error;
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
        ExecutionRow row = facts.row();
        Instant started = Instant.ofEpochMilli(Objects.requireNonNullElse(row.startedAt(), row.createdAt()));
        Duration running = Duration.between(started, facts.clock().instant());
        return Map.of(
                "ID",
                row.executionId(),
                "Name",
                facts.workflow(),
                "CurrentState",
                currentState,
                "StartedAt",
                Times.text(started.toEpochMilli()),
                "Duration",
                running.toMillis() / 1000.0 + "s");
    }

    private Map<String, Object> context() {
        SystemUser runAs = facts.machine().user();
        String user = runAs == null ? System.getProperty("user.name", "") : runAs.name();
        String directory = facts.directory().toString();
        return Map.of(
                "WorkingDir",
                directory,
                "working_dir",
                directory,
                "User",
                user,
                "user",
                user,
                "Hostname",
                Host.NAME,
                "hostname",
                Host.NAME);
    }

    private Map<String, Object> folders() {
        Path data = facts.dataDir().toAbsolutePath().normalize();
        Map<String, Object> folders = new HashMap<>();
        FOLDERS.forEach(name -> folders.put(name + "_dir", data.resolve(name).toString()));
        folders.put("config_dir", data.toString());
        folders.put("data_dir", data.toString());
        return folders;
    }

    @Override
    public String readFile(String path) {
        try {
            return facts.machine().read(facts.directory().resolve(path));
        } catch (InvalidPathException e) {
            throw new ExpressionException("readFile: no file can be called `" + path + "`");
        } catch (IOException e) {
            throw new ExpressionException("readFile: " + path + " " + e.getMessage());
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
