package dev.millrace.cli;

import dev.millrace.config.Environment;
import dev.millrace.config.Settings;
import dev.millrace.config.SettingsException;
import dev.millrace.config.SettingsLoader;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What {@code millrace server} was told by its arguments.
 *
 * @param config a file of settings; null for none
 * @param flags values of settings by their keys, which win over all others
 */
record ServerArguments(@Nullable Path config, Map<String, String> flags) {
    static final String CONFIG = "--config";

    /** The options that are settings, with their keys. */
    static final Map<String, String> KEYS = Map.of(
            "--host", "api.host",
            "--port", "api.port",
            "--data-dir", "data_dir",
            "--max-executions", "engine.max_executions",
            "--workflows", "workflows.dir");

    ServerArguments {
        flags = Map.copyOf(flags);
    }

    /**
     * Reads the command line of a server in its plain form: the command, then options that there are, none twice, each with
     * its value in an argument of its own. Empty for any other, which is for the description of all commands to judge:
     * reading with that takes a server a tenth of the time until it is ready.
     */
    static Optional<ServerArguments> plain(String... arguments) {
        if (arguments.length % 2 == 0 || !arguments[0].equals(ServerCommand.NAME)) {
            return Optional.empty();
        }
        Path config = null;
        Map<String, String> flags = new HashMap<>();
        for (int i = 1; i < arguments.length; i += 2) {
            String option = arguments[i];
            String value = arguments[i + 1];
            String key = KEYS.get(option);
            if (value.isEmpty() || value.startsWith("-")) {
                return Optional.empty();
            } else if (option.equals(CONFIG) && config == null) {
                config = Path.of(value);
            } else if (key == null || flags.put(key, value) != null) {
                return Optional.empty();
            }
        }
        return Optional.of(new ServerArguments(config, flags));
    }

    /** The settings that these arguments and an environment make. */
    Settings settings(Environment environment) {
        try {
            return SettingsLoader.load(config, environment, flags);
        } catch (SettingsException e) {
            throw CommandException.of(e);
        }
    }
}
