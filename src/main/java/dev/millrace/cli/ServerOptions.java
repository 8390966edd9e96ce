package dev.millrace.cli;

import dev.millrace.config.Environment;
import dev.millrace.config.Settings;
import dev.millrace.config.SettingsLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** What {@code millrace server} can be told on the command line. */
public final class ServerOptions {
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

    /** Serves in plain text whatever the settings say: for a server that talks to its own process only. */
    static final String PLAIN_TEXT = "--plain-text";

    @Option(names = PLAIN_TEXT, hidden = true)
    private boolean plainText;

    /** The settings that a command line of the server and an environment make. */
    public static Settings settings(String[] arguments, Environment environment) {
        ServerOptions options = new ServerOptions();
        String[] own = Arrays.stream(arguments)
                .filter(argument -> !argument.equals(ServerCommand.NAME))
                .toArray(String[]::new);
        new CommandLine(options).parseArgs(own);
        return options.settings(environment);
    }

    Settings settings(Environment environment) {
        Map<String, String> flags = new LinkedHashMap<>();
        put(flags, "api.host", host);
        put(flags, "api.port", port);
        put(flags, "data_dir", dataDir);
        put(flags, "api.tls.enabled", plainText ? "false" : null);
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
