package dev.millrace.socket;

import dev.millrace.logging.LogFields;
import java.util.Locale;
import java.util.function.BiConsumer;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;

/**
 * What the access log says of a socket when it is closed.
 *
 * @param code with which it was closed; 1006 when it broke off
 * @param millis for how long it was open
 * @param received how many frames came
 * @param sent how many frames left
 * @param caller whose socket it was
 */
record SocketLine(int code, long millis, long received, long sent, String caller) implements LogFields {
    private static final Logger LOG = Logger.getLogger("access");
    private static final String REQUEST_ID = "requestId";

    /** Writes the line of a socket that was closed, with the id of the request that opened it. */
    static void write(Conversation conversation) {
        Connection connection = conversation.connection();
        SocketLine line = new SocketLine(
                connection.closeCode(),
                connection.age().toMillis(),
                conversation.received(),
                connection.sent(),
                conversation.peer().caller().userId());
        MDC.put(REQUEST_ID, conversation.peer().requestId());
        LOG.infof("%s", line);
        MDC.remove(REQUEST_ID);
    }

    @Override
    public void forEach(BiConsumer<String, Object> field) {
        field.accept("route", SocketRoute.PATH);
        field.accept("close_code", code);
        field.accept("duration_ms", millis);
        field.accept("frames_in", received);
        field.accept("frames_out", sent);
        field.accept("caller", caller);
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT, "WS /ws %d %.1f s %d in %d out %s", code, millis / 1_000.0, received, sent, caller);
    }
}
