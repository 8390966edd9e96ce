package dev.millrace.cli;

import dev.millrace.config.Environment;
import dev.millrace.config.Settings;
import dev.millrace.config.SettingsLoader;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What {@code millrace server} can be told on the command line. */
final class ServerOptions {
    @Option(names = "--config", paramLabel = "FILE", description = "Settings in YAML.")
    private @Nullable Path config;

    @Option(names = "--host", paramLabel = "ADDRESS", description = "Where to listen (default: 127.0.0.1).")
    private @Nullable String host;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "Where to listen (default: 8080); 0 lets the system choose.")
    private @Nullable String port;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "Where the database and everything else is kept (default: ./data).")
    private @Nullable String dataDir;

    @Option(
            names = "--max-executions",
            paramLabel = "N",
            description = "How many executions run at a time (default: 256); more wait. With 0 none run.")
    private @Nullable String maxExecutions;

    @Option(
            names = "--workflows",
            paramLabel = "DIR",
            description = "A folder of workflows in files (default: workflows, if there is one).")
    private @Nullable String workflows;

    /** The settings that these options and an environment make. Throws what {@link SettingsLoader#load} throws. */
    Settings settings(Environment environment) {
        Map<String, String> flags = new LinkedHashMap<>();
        put(flags, "api.host", host);
        put(flags, "api.port", port);
        put(flags, "data_dir", dataDir);
        put(flags, "engine.max_executions", maxExecutions);
        put(flags, "workflows.dir", workflows);
        return SettingsLoader.load(config, environment, flags);
    }

    private static void put(Map<String, String> flags, String key, @Nullable String value) {
        if (value != null) {
            flags.put(key, value);
        }
    }
}
