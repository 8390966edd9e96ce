package dev.millrace.http;

import dev.millrace.live.Message;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes server-sent events (WHATWG HTML, section 9.2). Writing waits for a reader that is slow, and fails when the
 * reader is gone. Used by one thread.
 */
public final class EventWriter {
    /** The media type of an event stream. */
    public static final String MEDIA_TYPE = "text/event-stream";

    private static final byte[] BEGIN = "retry: 2000\n\n".getBytes(StandardCharsets.UTF_8);
    private static final byte[] HEARTBEAT = ": still here\n\n".getBytes(StandardCharsets.UTF_8);

    private final OutputStream out;

    public EventWriter(OutputStream out) {
        this.out = out;
    }

    /** Tells the reader when to come back after a lost connection, and with it that the stream stands. */
    public void begin() throws IOException {
        out.write(BEGIN);
        out.flush();
    }

    /** Writes a message; {@link #flush} sends it. */
    public void write(Message message) throws IOException {
        String frame = "id: " + message.seq() + "\nevent: " + message.type() + "\ndata: " + message.data() + "\n\n";
        out.write(frame.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes an event without a number, so that it does not move the reader's position. */
    public void writeUnnumbered(String type, String data) throws IOException {
        out.write(("event: " + type + "\ndata: " + data + "\n\n").getBytes(StandardCharsets.UTF_8));
    }

    /** Writes an event of the default type; {@link #flush} sends it. */
    public void writeData(long id, String data) throws IOException {
        out.write(("id: " + id + "\ndata: " + data + "\n\n").getBytes(StandardCharsets.UTF_8));
    }

    /** Writes a comment, so that neither end takes the connection for dead. */
    public void heartbeat() throws IOException {
        out.write(HEARTBEAT);
        out.flush();
    }

    /** Sends what was written. */
    public void flush() throws IOException {
        out.flush();
    }
}
