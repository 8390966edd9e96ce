package dev.millrace.cli;

import dev.millrace.access.AdminKeyFile;
import dev.millrace.cluster.Node;
import dev.millrace.config.Environment;
import dev.millrace.config.Settings;
import dev.millrace.config.SettingsException;
import dev.millrace.config.SettingsLoader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Which server a command talks to: the one that is named, else the one at the default address, else one that it starts
 * in its own process. However it comes about, the command talks HTTP to it.
 */
final class ServerSelection {
    private static final String DEFAULT = "http://127.0.0.1:8080";
    private static final String VARIABLE = "MILLRACE_SERVER";

    /** A server on this machine that has not answered by then is none. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    @Option(
            names = "--server",
            paramLabel = "URL",
            description = "The server to talk to (default: $MILLRACE_SERVER; else " + DEFAULT
                    + " if a server answers there; else none, as with --local).")
    private @Nullable String server;

    @Option(
            names = "--local",
            description = "Talk to no server, but do the work in this process, with the data of --data-dir.")
    private boolean local;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "Where the data is kept (default: ./data): without a server, and for the admin key of one on"
                    + " this machine.")
    private @Nullable Path dataDir;

    @Option(names = "--config", paramLabel = "FILE", description = "Settings in YAML, for the same.")
    private @Nullable Path config;

    @Mixin
    private TokenOptions tokens = new TokenOptions();

    /** What a command does with the server, which says how one in its own process has to be. */
    enum Purpose {
        /** Shows what there is. Nothing runs meanwhile. */
        LOOK,

        /** Acts on what there is; what was left unfinished goes on meanwhile. */
        ACT,

        /** Runs something that needs nothing of what there is: if need be, with data of its own. */
        RUN,

        /** Needs what lives in a server, and would end with one in this process. */
        JOIN,

        /** Passes on what others say to a server, and tells them each time when there is none. */
        CARRY
    }

    /**
     * Connects to the server. The environment may name it, and hold settings for one in this process.
     *
     * @throws CommandException when there is none and none can be started
     */
    ServerConnection connect(Purpose purpose, Terminal terminal) throws InterruptedException {
        Optional<Token> given = tokens.given(System.getenv());
        Optional<String> named = named(System.getenv());
        if (named.isPresent()) {
            return ServerConnection.to(named.get(), given.or(() -> adminKey(named.get())));
        }
        if (!local && (purpose == Purpose.CARRY || answersAtDefault())) {
            return ServerConnection.to(DEFAULT, given.or(() -> adminKey(DEFAULT)));
        }
        if (purpose == Purpose.JOIN) {
            throw new CommandException(
                    ExitStatus.SYSTEM_FAULT,
                    "This needs a server, and none answers at %s.".formatted(DEFAULT),
                    List.of("Start one with `millrace server`, or name another one with --server."));
        }
        return start(purpose, Environment.ofProcess(), terminal);
    }

    private static boolean answersAtDefault() throws InterruptedException {
        try (ApiClient api = new ApiClient(DEFAULT, Optional.empty())) {
            return api.answers(PATIENCE);
        }
    }

    /**
     * The key that the server of the data directory has left there. It is shown to servers on this machine only, and
     * only while that server runs: else whoever has taken its port meanwhile would learn it.
     */
    private Optional<Token> adminKey(String address) {
        try {
            if (!isLoopback(URI.create(address).getHost())) {
                return Optional.empty();
            }
            Path folder = settings(Environment.ofProcess(), Map.of()).dataDir();
            return Node.isRunning(folder)
                    ? AdminKeyFile.read(folder)
                            .map(key -> Token.of(AdminKeyFile.in(folder).toString(), key))
                    : Optional.empty();
        } catch (IOException | CommandException _) {
            // The server says what it asks for.
            return Optional.empty();
        }
    }

    private static boolean isLoopback(String host) {
        try {
            return host.equalsIgnoreCase("localhost")
                    || InetAddress.ofLiteral(host).isLoopbackAddress();
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    private Optional<String> named(Map<String, String> environment) {
        if (local && server != null) {
            throw CommandException.wrongUse("--server and --local exclude each other.");
        }
        String variable = environment.getOrDefault(VARIABLE, "");
        if (local || (server == null && variable.isBlank())) {
            return Optional.empty();
        }
        return Optional.of(server != null ? address("--server", server) : address(VARIABLE, variable));
    }

    /** The address in its full form: {@code localhost:8080} is {@code http://localhost:8080}. */
    static String address(String origin, String text) {
        String whole = text.contains("://") ? text.strip() : "http://" + text.strip();
        String url = whole.replaceFirst("/+$", "");
        try {
            URI uri = URI.create(url);
            boolean http = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
            if (http && uri.getHost() != null && uri.getQuery() == null && uri.getFragment() == null) {
                return url;
            }
        } catch (IllegalArgumentException _) {
            // Told below.
        }
        throw CommandException.wrongUse(
                "%s must be the address of a server, such as http://host:8080, not `%s`.".formatted(origin, text));
    }

    private ServerConnection start(Purpose purpose, Environment environment, Terminal terminal) {
        Path folder = settings(environment, Map.of()).dataDir();
        if (!isInUse(folder)) {
            if (!local) {
                terminal.note("No server answers at %s; working without one, with the data in %s."
                        .formatted(DEFAULT, folder));
            }
            return start(purpose, folder, environment);
        }
        if (purpose != Purpose.RUN || dataDir != null) {
            throw new CommandException(
                    ExitStatus.SYSTEM_FAULT,
                    "A server is running with the data directory %s.".formatted(folder.toAbsolutePath()),
                    List.of("Name its address with --server, or another directory with --data-dir."));
        }
        terminal.note("A server that is not at %s uses %s; this run is kept apart and leaves nothing behind."
                .formatted(DEFAULT, folder));
        TemporaryFolder temporary = TemporaryFolder.create();
        return start(purpose, temporary.path(), environment).andThen(temporary::close);
    }

    private ServerConnection start(Purpose purpose, Path folder, Environment environment) {
        return start(purpose, folder, environment, Map.of());
    }

    private ServerConnection start(Purpose purpose, Path folder, Environment environment, Map<String, String> special) {
        OwnCaller caller = new OwnCaller();
        Map<String, String> flags = new LinkedHashMap<>(caller.settings());
        flags.putAll(special);
        flags.putAll(Map.of("api.host", "127.0.0.1", "api.port", "0", "api.tls.enabled", "false"));
        // Nobody else can call it.
        flags.put("api.rate_limit.requests_per_minute", "0");
        flags.put("data_dir", folder.toString());
        if (purpose == Purpose.LOOK) {
            flags.put("engine.max_executions", "0");
        }
        return ServerConnection.to(EmbeddedServer.startQuietly(settings(environment, flags)), caller.token());
    }

    /**
     * An engine in this process, with data of its own that leaves nothing behind, which runs the workflows in a folder.
     *
     * @throws CommandException when there is no such folder, or the engine cannot be started
     */
    ServerConnection engineFor(Path workflows) {
        if (!Files.isDirectory(workflows)) {
            throw CommandException.wrongUse("There is no folder %s.".formatted(workflows));
        }
        TemporaryFolder temporary = TemporaryFolder.create();
        Map<String, String> flags =
                Map.of("workflows.dir", workflows.toAbsolutePath().toString());
        return start(Purpose.RUN, temporary.path(), Environment.ofProcess(), flags)
                .andThen(temporary::close);
    }

    private Settings settings(Environment environment, Map<String, String> flags) {
        Map<String, String> all = new LinkedHashMap<>(flags);
        if (dataDir != null) {
            all.putIfAbsent("data_dir", dataDir.toString());
        }
        try {
            return SettingsLoader.load(config, environment, all);
        } catch (SettingsException e) {
            throw CommandException.of(e);
        }
    }

    private static boolean isInUse(Path folder) {
        try {
            return Node.isRunning(folder);
        } catch (IOException e) {
            throw new CommandException(
                    ExitStatus.SYSTEM_FAULT,
                    "The data directory %s cannot be used: %s.".formatted(folder, e.getMessage()));
        }
    }
}
