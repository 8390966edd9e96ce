package dev.millrace.cli;

import dev.millrace.config.Settings;
import io.quarkus.arc.Unremovable;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.vertx.http.HttpServer;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** A server in this process, on a loopback port that the system chose. There is at most one. */
final class LocalServer implements AutoCloseable {
    /** Completes with the server's address; static, as the framework itself is one for the process. */
    private static final CompletableFuture<String> ADDRESS = new CompletableFuture<>();

    private final Thread thread;
    private final String address;

    private LocalServer(Thread thread, String address) {
        this.thread = thread;
        this.address = address;
    }

    /**
     * Starts a server and waits until it takes requests.
     *
     * @param settings with port 0
     */
    static LocalServer start(Settings settings) {
        Framework.configure(settings);
        Framework.logQuietly();
        Thread thread = Thread.ofPlatform().name("server").start(() -> Quarkus.run(Serving.class, LocalServer::ended));
        try {
            return new LocalServer(thread, ADDRESS.join());
        } catch (CompletionException e) {
            throw new CommandException(
                    ExitStatus.SYSTEM_FAULT, "The engine could not start: %s.".formatted(Framework.reason(e)));
        }
    }

    private static void ended(int status, Throwable failure) {
        ADDRESS.completeExceptionally(
                failure == null ? new IllegalStateException("it ended with status " + status) : failure);
    }

    String address() {
        return address;
    }

    /** Stops the server: steps under way may come to their end, for as long as its settings say. */
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
        private final HttpServer http;

        Serving(HttpServer http) {
            this.http = http;
        }

        @Override
        public int run(String... arguments) {
            ADDRESS.complete("http://127.0.0.1:" + http.getPort());
            Quarkus.waitForExit();
            return 0;
        }
    }
}
