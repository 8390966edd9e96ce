package dev.millrace.socket;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketFrame;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Puts messages together of what comes over a socket, and hands over one at a time: the next one is read only when it is
 * asked for, so that who sends faster than is worked fills no memory here. Used by the socket's event loop, but for
 * {@link #next}.
 */
final class Inbox {
    /** The longest message, in bytes; also the longest frame that the HTTP server reads. */
    static final int MOST_BYTES = 1 << 20;

    private final ServerWebSocket socket;
    private final Connection connection;
    private final Reader reader;

    /** The parts of a message that have come; null between messages. */
    private @Nullable Buffer begun;

    /** Takes messages. */
    @FunctionalInterface
    interface Reader {
        /** A whole message: a text in UTF-8. Called on the event loop. */
        void read(byte[] text);
    }

    Inbox(ServerWebSocket socket, Connection connection, Reader reader) {
        this.socket = socket;
        this.connection = connection;
        this.reader = reader;
    }

    /** Begins to read; the first message is asked for. */
    void open() {
        socket.pause();
        socket.frameHandler(this::frame);
        socket.pongHandler(_ -> connection.heard());
        next();
    }

    /** Asks for the next message, when the last one has been worked on. */
    void next() {
        socket.fetch(1);
    }

    private void frame(WebSocketFrame frame) {
        connection.heard();
        switch (frame.type()) {
            case TEXT, CONTINUATION -> part(frame);
            case BINARY -> connection.close(CloseCode.NOT_TEXT, "frames must be text");
            // The answer is on its way; whoever sends many must read many.
            case PING -> {
                if (connection.isOpen() && socket.writeQueueFull()) {
                    connection.close(CloseCode.TOO_SLOW, "too much was left unread");
                }
            }
            case PONG, CLOSE -> {}
        }
    }

    private void part(WebSocketFrame frame) {
        Buffer text = begun == null ? frame.binaryData() : begun.appendBuffer(frame.binaryData());
        if (text.length() > MOST_BYTES) {
            begun = null;
            connection.close(CloseCode.TOO_LONG, "a frame may have at most " + MOST_BYTES + " bytes");
        } else if (frame.isFinal()) {
            begun = null;
            whole(text.getBytes());
        } else {
            begun = begun == null ? Buffer.buffer().appendBuffer(text) : text;
            next();
        }
    }

    private void whole(byte[] text) {
        if (!connection.isOpen()) {
            return;
        }
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text));
        } catch (CharacterCodingException _) {
            connection.close(CloseCode.NOT_UTF_8, "frames must be UTF-8");
            return;
        }
        reader.read(text);
    }
}
