package dev.millrace.live;

import java.io.IOException;

/**
 * Where a stream of events goes: to a reader of server-sent events, or of a socket. Each call waits for a reader who is slow,
 * and fails when nobody reads any more. Used by one thread.
 */
public interface EventSink {
    /** The stream stands: nothing that happens from now on is missed. */
    void begin() throws IOException;

    /** A message whose number is the reader's new position; it is sent at the next {@link #flush}. */
    void write(Message message) throws IOException;

    /** A message that moves no position. */
    void writeUnnumbered(Message message) throws IOException;

    /**
     * Events are missing here.
     *
     * @param reason why, and what to do about it; without quotes
     */
    void reset(String reason) throws IOException;

    /** Nothing has happened for a while. */
    void heartbeat() throws IOException;

    /** Sends what was written. */
    void flush() throws IOException;
}
