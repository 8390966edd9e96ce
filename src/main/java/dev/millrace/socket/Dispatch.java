package dev.millrace.socket;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.access.Admission;
import dev.millrace.access.Admission.Cost;
import dev.millrace.access.Scope;
import dev.millrace.http.Failures;
import dev.millrace.http.JsonBody;
import dev.millrace.http.Problem;
import dev.millrace.http.ProblemException;
import io.quarkus.arc.All;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Hands frames to those who take their types: when the caller may send them, and not too many. Thread-safe. */
@Singleton
final class Dispatch {
    private final Map<String, Taken> types = new TreeMap<>();
    private final List<FrameHandler> handlers;
    private final Admission admission;
    private final JsonBody json;

    Dispatch(@All List<FrameHandler> handlers, Admission admission, JsonBody json) {
        this.handlers = List.copyOf(handlers);
        this.admission = admission;
        this.json = json;
        for (FrameHandler handler : this.handlers) {
            for (FrameType type : handler.types()) {
                if (types.put(type.name(), new Taken(type, handler)) != null) {
                    throw new IllegalStateException("two handlers take frames of the type " + type.name());
                }
            }
        }
    }

    /** A type of frames with who takes them. */
    private record Taken(FrameType type, FrameHandler handler) {}

    /**
     * Acts on a message, and answers it if it was not to be sent. Returns when that is done.
     *
     * @return whether it could be read as a frame of a type that there is
     */
    boolean received(Peer peer, byte[] message) throws InterruptedException {
        ObjectNode fields;
        try {
            fields = json.readObject(message);
        } catch (ProblemException e) {
            peer.refuse(null, unreadable(e));
            return false;
        }
        JsonNode id = fields.remove("id");
        JsonNode type = fields.remove("type");
        Taken taken = type != null && type.isTextual() ? types.get(type.textValue()) : null;
        if (id != null && !id.isTextual() && !id.isIntegralNumber()) {
            peer.refuse(null, ProblemException.invalid("/id", "id must be a string or a whole number"));
            return false;
        }
        if (taken == null) {
            peer.refuse(id, unknown(type));
            return false;
        }
        act(peer, new Frame(taken.type().name(), id, fields), taken);
        return true;
    }

    private void act(Peer peer, Frame frame, Taken taken) throws InterruptedException {
        try {
            if (taken.type().scope() != null) {
                require(peer, taken.type().name(), taken.type().scope());
            }
            if (!peer.isHandedOn()) {
                admission.count(peer.caller(), taken.type().cost());
            }
            taken.handler().received(peer, frame);
        } catch (RuntimeException e) {
            peer.refuse(frame.id(), Failures.problem(e, "A frame `" + frame.type() + "`"));
        }
    }

    /** Who tries what they may not do is counted, so that they fill neither the audit log nor anything else. */
    private void require(Peer peer, String type, Scope scope) {
        try {
            peer.caller().require(scope);
        } catch (ProblemException e) {
            admission.count(peer.caller(), Cost.REQUEST);
            admission.record(peer.caller(), peer.requestId(), "WS " + type, SocketRoute.PATH, e.status());
            throw e;
        }
    }

    /** The peer is gone; all handlers are told, whatever one of them does. */
    void closed(Peer peer) {
        for (FrameHandler handler : handlers) {
            try {
                handler.closed(peer);
            } catch (RuntimeException e) {
                Failures.problem(e, "The end of the socket of " + peer);
            }
        }
    }

    private static ProblemException unreadable(ProblemException e) {
        String said = String.valueOf(e.getMessage());
        return ProblemException.of(
                400, "unreadable-frame", "The frame cannot be read", said.replaceFirst("^The body", "The frame"));
    }

    private ProblemException unknown(@Nullable JsonNode type) {
        String message = type == null
                ? "a frame must have a type; there is: %s".formatted(names())
                : "there is no type %s; there is: %s".formatted(shortened(type), names());
        return ProblemException.invalid(
                "unknown-frame-type",
                "There is no such type of frames",
                message,
                List.of(Problem.Item.at("/type", message)));
    }

    private static String shortened(JsonNode type) {
        String text = type.toString();
        return text.length() <= 100 ? text : text.substring(0, 100) + "…";
    }

    private String names() {
        return String.join(", ", types.keySet());
    }
}
