package dev.millrace.config;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the settings of {@code engine}, and refuses those that would hand secrets to commands. */
final class EngineValues {
    private static final String ENV_ALLOWED = "engine.env_allowed";
    private static final String RUN_AS = "engine.run_as";

    /** Settings whose URL can hold a password, though their key does not say so. */
    private static final Set<String> WITH_PASSWORD = Set.of("database.url", "redis.url");

    private final Values values;
    private final Environment environment;

    EngineValues(Values values, Environment environment) {
        this.values = values;
        this.environment = environment;
    }

    Settings.Engine read() {
        return new Settings.Engine(
                values.integer("engine.max_executions", 0, 100_000),
                values.integer("engine.max_steps", 1, 10_000_000),
                values.integer("engine.max_processes", 1, 4_096),
                (int) values.bytes("engine.output_limit", 1_024, 64L << 20),
                values.bytes("engine.log_limit", 1_024, 1L << 30),
                values.flag("engine.command_steps"),
                envAllowed(),
                runAs(),
                values.duration("engine.kill_grace"),
                values.duration("engine.shutdown_timeout"));
    }

    /** Whoever may upload a workflow could read what these variables hold. */
    private Set<String> envAllowed() {
        Set<String> names = values.names(ENV_ALLOWED);
        names.stream()
                .filter(this::holdsSecret)
                .findFirst()
                .ifPresent(name -> values.problem(
                        ENV_ALLOWED,
                        "names of variables that commands may see; %s holds a secret of the server".formatted(name)));
        return names;
    }

    /** Whether a variable is that of a secret setting, or one by another name that was put into such a setting. */
    private boolean holdsSecret(String variable) {
        String value =
                environment.get(variable).map(Environment.Variable::value).orElse("");
        return values.keys().stream()
                .filter(key -> Setting.holdsSecret(key) || WITH_PASSWORD.contains(key))
                .anyMatch(key -> SettingsLoader.variable(key).equals(variable)
                        || (!value.isEmpty() && values.text(key).equals(value)));
    }

    private @Nullable SystemUser runAs() {
        String name = values.text(RUN_AS).strip();
        if (name.isEmpty()) {
            return null;
        }
        try {
            return SystemUser.forCommands(name);
        } catch (SystemUser.Unusable e) {
            values.problem(RUN_AS, String.valueOf(e.getMessage()));
            return null;
        }
    }
}
