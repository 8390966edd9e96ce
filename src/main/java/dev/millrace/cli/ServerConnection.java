package dev.millrace.cli;

import java.util.Optional;

/** A server that a command talks to, and what has to end with the talk. */
final class ServerConnection implements AutoCloseable {
    private final ApiClient api;
    private final boolean local;
    private final Runnable ending;

    private ServerConnection(ApiClient api, boolean local, Runnable ending) {
        this.api = api;
        this.local = local;
        this.ending = ending;
    }

    /** A connection to a server that others have started. */
    static ServerConnection to(String address, Optional<Token> token) {
        return new ServerConnection(new ApiClient(address, token), false, () -> {});
    }

    /** A connection to a server of this process, which is ended after the talk. */
    static ServerConnection to(EmbeddedServer server, Token token) {
        return new ServerConnection(
                new ApiClient(server.address().toString(), Optional.of(token)), true, server::close);
    }

    /** The same connection, after which one thing more is ended. */
    ServerConnection andThen(Runnable next) {
        return new ServerConnection(api, local, () -> {
            try {
                ending.run();
            } finally {
                next.run();
            }
        });
    }

    ApiClient api() {
        return api;
    }

    /** Whether the server ends with this process. */
    boolean local() {
        return local;
    }

    @Override
    public void close() {
        api.close();
        ending.run();
    }
}
