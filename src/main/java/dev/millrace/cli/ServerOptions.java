package dev.millrace.cli;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What {@code millrace server} can be told on the command line. */
final class ServerOptions {
    @Option(names = ServerArguments.CONFIG, paramLabel = "FILE", description = "Settings in YAML.")
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

    /** What these options say. */
    ServerArguments arguments() {
        Map<String, String> flags = new HashMap<>();
        put(flags, "--host", host);
        put(flags, "--port", port);
        put(flags, "--data-dir", dataDir);
        put(flags, "--max-executions", maxExecutions);
        put(flags, "--workflows", workflows);
        return new ServerArguments(config, flags);
    }

    private static void put(Map<String, String> flags, String option, @Nullable String value) {
        if (value != null) {
            flags.put(Objects.requireNonNull(ServerArguments.KEYS.get(option)), value);
        }
    }
}
