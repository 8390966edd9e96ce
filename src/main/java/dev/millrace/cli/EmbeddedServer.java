package dev.millrace.cli;

import dev.millrace.config.Environment;
import dev.millrace.config.Settings;
import dev.millrace.config.SettingsLoader;
import io.quarkus.arc.Unremovable;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.vertx.http.HttpServer;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A server in this process. A process can have one, once: the framework below it holds what is static. Thread-safe.
 *
 * <pre>{@code
 * try (EmbeddedServer server = EmbeddedServer.start(Map.of("api.port", "0", "data_dir", "data"))) {
 *     URI workflows = server.address().resolve("/v1/workflows");
 * }
 * }</pre>
 */
public final class EmbeddedServer implements AutoCloseable {
    private static final AtomicBoolean STARTED = new AtomicBoolean();

    /** Completes with the server's address; static, as the framework itself is one for the process. */
    private static final CompletableFuture<URI> ADDRESS = new CompletableFuture<>();

    private final Thread thread;
    private final URI address;

    private EmbeddedServer(Thread thread, URI address) {
        this.thread = thread;
        this.address = address;
    }

    /**
     * Starts a server and waits until it takes requests.
     *
     * @param settings by their keys, such as {@code api.port}; they win over the variables of the process and the files
     *     {@code .env} of its working directory, which hold as for {@code millrace server}
     * @throws dev.millrace.config.SettingsException with every problem of the settings at once
     * @throws IllegalStateException when the server cannot start, or this process has had one
     */
    public static EmbeddedServer start(Map<String, String> settings) {
        Settings loaded = SettingsLoader.load(null, Environment.ofProcess(), settings);
        Framework.configure(loaded);
        try {
            return launch();
        } catch (CompletionException e) {
            throw new IllegalStateException("The server could not start: " + Framework.reason(e), e);
        }
    }

    /**
     * The same for a command, between whose results nothing is to be logged.
     *
     * @param settings with port 0
     */
    static EmbeddedServer startQuietly(Settings settings) {
        Framework.configure(settings);
        Framework.logQuietly();
        try {
            return launch();
        } catch (CompletionException e) {
            throw new CommandException(
                    ExitStatus.SYSTEM_FAULT, "The engine could not start: %s.".formatted(Framework.reason(e)));
        }
    }

    private static EmbeddedServer launch() {
        if (!STARTED.compareAndSet(false, true)) {
            throw new IllegalStateException(
                    "This process has had its server; start another one in a process of its own");
        }
        Thread thread =
                Thread.ofPlatform().name("server").start(() -> Quarkus.run(Serving.class, EmbeddedServer::ended));
        return new EmbeddedServer(thread, ADDRESS.join());
    }

    private static void ended(int status, Throwable failure) {
        ADDRESS.completeExceptionally(
                failure == null ? new IllegalStateException("it ended with status " + status) : failure);
    }

    /** Where the server can be reached from this machine, such as {@code http://127.0.0.1:8080}. */
    public URI address() {
        return address;
    }

    /** Stops the server: steps under way may come to their end, for as long as its settings say. Blocks until then. */
    @Override
    public void close() {
        Quarkus.asyncExit();
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Runs inside of the framework, from when it takes requests until it is told to stop. */
    @Singleton
    @Unremovable
    static final class Serving implements QuarkusApplication {
        private final Settings settings;
        private final HttpServer http;

        Serving(Settings settings, HttpServer http) {
            this.settings = settings;
            this.http = http;
        }

        @Override
        public int run(String... arguments) {
            int port = settings.api().tls() == null ? http.getPort() : http.getSecurePort();
            ADDRESS.complete(URI.create(new Welcome(settings, port, Optional.empty()).address()));
            Quarkus.waitForExit();
            return 0;
        }
    }
}
