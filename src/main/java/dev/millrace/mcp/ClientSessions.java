package dev.millrace.mcp;

import dev.millrace.access.Admission;
import dev.millrace.access.Caller;
import dev.millrace.http.ProblemException;
import io.quarkiverse.mcp.server.runtime.ConnectionManager;
import io.quarkiverse.mcp.server.runtime.McpConnectionBase;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of the protocol, with whose each is: the extension knows them by their ids only, and keeps any number. A
 * session that was not used for half an hour is over, and so is one whose credential is not good any more. Thread-safe.
 */
@Singleton
final class ClientSessions {
    private static final int MOST_OF_A_USER = 64;
    private static final int MOST_SUBSCRIPTIONS = 100;

    private final ConnectionManager connections;
    private final Admission admission;
    private final Map<String, ClientSession> open = new ConcurrentHashMap<>();
    private volatile Runnable onOpen = () -> {};

    ClientSessions(ConnectionManager connections, Admission admission) {
        this.connections = connections;
        this.admission = admission;
    }

    /**
     * A session.
     *
     * @param caller who has begun it
     * @param since {@link System#nanoTime} then
     * @param subscriptions the resources whose changes the client wants to hear of
     * @param streams the answers that stay open for what the server says by itself
     */
    record ClientSession(
            String id, Caller caller, long since, Set<String> subscriptions, Set<HttpServerResponse> streams) {
        ClientSession(String id, Caller caller) {
            this(id, caller, System.nanoTime(), ConcurrentHashMap.newKeySet(), ConcurrentHashMap.newKeySet());
        }

        /** Ends a stream with the session. */
        void hold(RoutingContext stream) {
            HttpServerResponse response = stream.response();
            streams.add(response);
            stream.addEndHandler(_ -> streams.remove(response));
        }

        void subscribe(String uri) {
            if (subscriptions.size() >= MOST_SUBSCRIPTIONS && !subscriptions.contains(uri)) {
                throw ProblemException.conflict(
                        "too-many-subscriptions",
                        "There are too many subscriptions",
                        "A session subscribes to at most %d resources; unsubscribe from one."
                                .formatted(MOST_SUBSCRIPTIONS));
            }
            subscriptions.add(uri);
        }

        void unsubscribe(String uri) {
            subscriptions.remove(uri);
        }
    }

    /** Runs this whenever a session has begun. */
    void onOpen(Runnable action) {
        onOpen = action;
    }

    /**
     * Notes whose a session is that has begun; it ends the user's oldest one when there are too many. Called on event loops:
     * it does not wait.
     */
    void open(String id, Caller caller) {
        open.put(id, new ClientSession(id, caller));
        List<ClientSession> own = open.values().stream()
                .filter(session -> isOf(session, caller))
                .sorted(Comparator.comparingLong(ClientSession::since))
                .toList();
        own.stream().limit(Math.max(0, own.size() - MOST_OF_A_USER)).forEach(this::end);
        onOpen.run();
    }

    /**
     * Ends what is over: the extension drops sessions that are not used, and knows nothing of credentials. It may wait for the
     * database.
     */
    void sweep() {
        open.values().stream()
                .filter(session -> !connections.has(session.id()) || !admission.isStillKnown(session.caller()))
                .forEach(this::end);
    }

    /** Ends a session with its streams. */
    void end(ClientSession session) {
        if (open.remove(session.id(), session)) {
            connections.remove(session.id());
            session.streams().stream().filter(stream -> !stream.ended()).forEach(HttpServerResponse::end);
        }
    }

    /** The session of this id. Throws a 404 when there is none of the caller's. */
    ClientSession require(@Nullable String id, Caller caller) {
        ClientSession session = id == null ? null : open.get(id);
        if (session == null || !isOf(session, caller) || !connections.has(session.id())) {
            throw unknown();
        }
        return session;
    }

    /** What to answer when a session is not there, so that the client begins another one. */
    static ProblemException unknown() {
        return ProblemException.of(
                404,
                "mcp-session-not-found",
                "No such MCP session",
                "The session of Mcp-Session-Id is over, or was never yours; send `initialize` to begin another one.");
    }

    private static boolean isOf(ClientSession session, Caller caller) {
        return session.caller().userId().equals(caller.userId());
    }

    boolean isEmpty() {
        return open.isEmpty();
    }

    /** Sends a notification to the clients of some sessions; who has no stream open does not get it. */
    void notify(Predicate<ClientSession> wanted, JsonObject notification) {
        for (McpConnectionBase connection : connections) {
            ClientSession session = open.get(connection.id());
            if (session != null && wanted.test(session)) {
                var _ = connection.send(notification);
            }
        }
    }
}
