package dev.millrace.socket;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.access.Caller;
import dev.millrace.http.ProblemException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Who is at the other end of a socket. Frames leave in the order in which they are sent. Two peers are the same only if
 * they are the same object. Thread-safe.
 */
public final class Peer {
    /** For how long someone who has more to send waits for a reader who does not keep up. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    private final String id;
    private final Caller caller;
    private final boolean handedOn;
    private final Connection connection;
    private final ObjectMapper mapper;

    Peer(String id, Caller caller, boolean handedOn, Connection connection, ObjectMapper mapper) {
        this.id = id;
        this.caller = caller;
        this.handedOn = handedOn;
        this.connection = connection;
        this.mapper = mapper;
    }

    /** The id of the request that opened the socket: for the log, and for what is started over it. */
    public String requestId() {
        return id;
    }

    public Caller caller() {
        return caller;
    }

    /** Whether another node has opened the socket for the caller. */
    public boolean isHandedOn() {
        return handedOn;
    }

    /** Whether the socket can take something; it may be closed at any time. */
    public boolean isOpen() {
        return connection.isOpen();
    }

    /** For how long there was no sign of life from the other end; nothing while something of it is being worked on. */
    public Duration silence() {
        return connection.silence();
    }

    /** A frame of this type, to be filled and sent. */
    public static ObjectNode frame(String type) {
        return JsonNodeFactory.instance.objectNode().put("type", type);
    }

    /**
     * Sends a frame, without waiting: it is sent soon, or the socket is closed. A peer who has left too much unread is
     * closed with {@link CloseCode#TOO_SLOW}. Nothing is done when the socket is closed.
     */
    public void send(ObjectNode frame) {
        sendNow(frame.toString());
    }

    /** The same for a frame that answers another one, whose id it gets. */
    public void answer(Frame to, ObjectNode answer) {
        send(withId(answer, to.id()));
    }

    /** Closes the socket, unless it is closed; what was sent before is sent first, if the peer reads it soon. */
    public void close(CloseCode code, String reason) {
        connection.close(code, reason);
    }

    /** Tells what is wrong with a frame of this id. */
    void refuse(@Nullable JsonNode to, ProblemException problem) {
        send(withId(frame("error"), to).set("problem", json(problem)));
    }

    private static ObjectNode withId(ObjectNode answer, @Nullable JsonNode to) {
        return to == null ? answer : answer.set("id", to);
    }

    private void sendNow(String text) {
        if (!connection.offer(text)) {
            close(CloseCode.TOO_SLOW, "too much was left unread");
        }
    }

    /** Sends a frame that is there already, if there is room for it; for those who can wait until there is. */
    boolean offer(String text) {
        return connection.offer(text);
    }

    /** Waits for room. A peer who makes none for too long is closed with {@link CloseCode#TOO_SLOW}. */
    void awaitRoom() throws InterruptedException {
        if (!connection.awaitRoom(PATIENCE)) {
            close(CloseCode.TOO_SLOW, "too much was left unread; go on after the last event that was read");
        }
    }

    /** A problem as it is told in frames. */
    JsonNode json(ProblemException problem) {
        return mapper.valueToTree(problem.problem(id));
    }

    @Override
    public String toString() {
        return caller.userId() + " (" + id + ")";
    }
}
