package dev.millrace.socket;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.access.Admission;
import dev.millrace.access.Caller;
import dev.millrace.config.Settings;
import dev.millrace.http.ProblemException;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.ServerWebSocket;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** All open sockets of this server: how many there may be, and what is done to each. Thread-safe. */
@Singleton
final class Sockets {
    private final Settings.Sockets limits;
    private final Vertx vertx;
    private final Dispatch dispatch;
    private final Admission admission;
    private final SocketMetrics metrics;
    private final ObjectMapper mapper;
    private final Set<Conversation> open = ConcurrentHashMap.newKeySet();

    /** How many sockets users have who have any; guarded by itself. */
    private final Map<String, Integer> users = new HashMap<>();

    private volatile boolean draining;

    Sockets(
            Settings settings,
            Vertx vertx,
            Dispatch dispatch,
            Admission admission,
            SocketMetrics metrics,
            ObjectMapper mapper) {
        this.limits = settings.api().sockets();
        this.vertx = vertx;
        this.dispatch = dispatch;
        this.admission = admission;
        this.metrics = metrics;
        this.mapper = mapper;
    }

    /**
     * Refuses who may not open one more socket.
     *
     * @throws ProblemException 429 when the user has too many, 503 when the server has, or stops
     */
    void requireRoom(Caller caller) {
        if (draining) {
            throw ProblemException.of(503, "stopping", "The server is stopping", "Connect again in a moment.");
        }
        synchronized (users) {
            if (users.getOrDefault(caller.userId(), 0) >= limits.maxPerCaller()) {
                throw ProblemException.of(
                        429,
                        "too-many-sockets",
                        "You have too many sockets",
                        "A user may have %d WebSockets at a time (api.sockets.max_per_caller); close one that is not needed, or subscribe to more on one."
                                .formatted(limits.maxPerCaller()));
            }
        }
        if (open.size() >= limits.max()) {
            throw ProblemException.of(
                    503,
                    "too-many-sockets",
                    "The server has too many sockets",
                    "It may have %d WebSockets at a time (api.sockets.max); try again later.".formatted(limits.max()));
        }
    }

    /**
     * The request that opens a socket.
     *
     * @param handedOn whether another node made it, for the caller
     */
    record Opening(Caller caller, String requestId, boolean handedOn) {}

    /**
     * Begins to talk over a socket. Called on its event loop, before anything is read from it.
     *
     * @param transport what it goes over
     * @param opening the request that has opened it
     */
    void begin(ServerWebSocket socket, HttpConnection transport, Opening opening) {
        Connection connection = new Connection(socket, transport, vertx, metrics);
        Peer peer = new Peer(opening.requestId(), opening.caller(), opening.handedOn(), connection, mapper);
        Conversation conversation = new Conversation(peer, connection, dispatch, metrics);
        enter(conversation);
        socket.closeHandler(_ -> {
            connection.ended();
            leave(conversation);
            metrics.closed(connection.closeCode());
            SocketLine.write(conversation);
            conversation.ended();
        });
        socket.exceptionHandler(failure -> broken(connection, failure));
        if (isCrowded(opening.caller())) {
            connection.close(CloseCode.TRY_LATER, "there are too many sockets");
        }
        Inbox[] inbox = new Inbox[1];
        inbox[0] = new Inbox(socket, connection, text -> conversation.read(text, inbox[0]::next));
        inbox[0].open();
    }

    private void enter(Conversation conversation) {
        open.add(conversation);
        metrics.opened();
        synchronized (users) {
            users.merge(conversation.peer().caller().userId(), 1, Integer::sum);
        }
    }

    private void leave(Conversation conversation) {
        open.remove(conversation);
        synchronized (users) {
            users.computeIfPresent(
                    conversation.peer().caller().userId(),
                    (_, count) -> count == 1 ? null : Integer.valueOf(count - 1));
        }
    }

    /** Whether others came in between {@link #requireRoom} and now. */
    private boolean isCrowded(Caller caller) {
        synchronized (users) {
            return draining
                    || users.getOrDefault(caller.userId(), 0) > limits.maxPerCaller()
                    || open.size() > limits.max();
        }
    }

    private static void broken(Connection connection, @Nullable Throwable failure) {
        if (failure instanceof CorruptedWebSocketFrameException corrupted) {
            boolean tooLong = corrupted.closeStatus().code() == CloseCode.TOO_LONG.number();
            connection.close(
                    tooLong ? CloseCode.TOO_LONG : CloseCode.PROTOCOL_ERROR,
                    tooLong
                            ? "a frame may have at most " + Inbox.MOST_BYTES + " bytes"
                            : "a frame breaks the protocol (RFC 6455)");
        }
    }

    /** Closes the sockets of callers whose credentials are not good any more. It may wait for the database. */
    void closeUnknown() {
        for (Conversation conversation : open) {
            if (!admission.isStillKnown(conversation.peer().caller())) {
                conversation.connection().close(CloseCode.CREDENTIAL_ENDED, "the credential is not good any more");
            }
        }
    }

    /** Those that are open now. */
    List<Conversation> all() {
        return List.copyOf(open);
    }

    /** How many are open. */
    int count() {
        return open.size();
    }

    /** Whether no further one is taken. */
    boolean isDraining() {
        return draining;
    }

    /** Takes no further one. */
    void refuseMore() {
        draining = true;
    }
}
