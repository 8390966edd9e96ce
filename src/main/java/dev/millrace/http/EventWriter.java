package dev.millrace.http;

import dev.millrace.live.EventSink;
import dev.millrace.live.Message;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes server-sent events (WHATWG HTML, section 9.2). Writing waits for a reader that is slow, and fails when the
 * reader is gone. Used by one thread.
 */
public final class EventWriter implements EventSink {
    /** The media type of an event stream. */
    public static final String MEDIA_TYPE = "text/event-stream";

    private static final byte[] BEGIN = "retry: 2000\n\n".getBytes(StandardCharsets.UTF_8);
    private static final byte[] HEARTBEAT = ": still here\n\n".getBytes(StandardCharsets.UTF_8);

    private final OutputStream out;

    public EventWriter(OutputStream out) {
        this.out = out;
    }

    /** Tells the reader when to come back after a lost connection, and with it that the stream stands. */
    @Override
    public void begin() throws IOException {
        out.write(BEGIN);
        out.flush();
    }

    @Override
    public void write(Message message) throws IOException {
        write(message.serverSent(EventWriter::numbered));
    }

    private static String numbered(Message message) {
        return "id: " + message.seq() + "\n" + event(message.type(), message.data());
    }

    @Override
    public void writeUnnumbered(Message message) throws IOException {
        write(message.serverSent(unnumbered -> event(unnumbered.type(), unnumbered.data())));
    }

    @Override
    public void reset(String reason) throws IOException {
        write(event("reset", "{\"reason\":\"" + reason + "\"}"));
    }

    private static String event(String type, String data) {
        return "event: " + type + "\ndata: " + data + "\n\n";
    }

    private void write(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes an event of the default type; {@link #flush} sends it. */
    public void writeData(long id, String data) throws IOException {
        write("id: " + id + "\ndata: " + data + "\n\n");
    }

    /** Writes a comment, so that neither end takes the connection for dead. */
    @Override
    public void heartbeat() throws IOException {
        out.write(HEARTBEAT);
        out.flush();
    }

    /** Sends what was written. */
    @Override
    public void flush() throws IOException {
        out.flush();
    }
}
