package dev.millrace.socket;

import dev.millrace.testing.TestServer;
import io.vertx.core.buffer.Buffer;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A WebSocket that sends what no proper client would, or does not read. */
final class RawSocket implements AutoCloseable {
    static final int CONTINUATION = 0;
    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;

    private static final int PATIENCE_MILLIS = 20_000;

    /** In bytes; otherwise a kernel keeps tens of megabytes for who does not read. */
    private static final int NARROW = 4_096;

    private final Socket socket;
    private final DataInputStream in;

    /** A frame; the code of a closing one is in its first two bytes. */
    record Frame(int opcode, Buffer payload) {
        String text() {
            return payload.toString();
        }

        int code() {
            return payload.length() < 2 ? 1_005 : payload.getUnsignedShort(0);
        }
    }

    RawSocket(TestServer server, String key) {
        this(server, key, "");
    }

    private RawSocket(TestServer server, String key, String requestId) {
        try {
            socket = new Socket();
            if (!requestId.isEmpty()) {
                socket.setReceiveBufferSize(NARROW);
            }
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
            socket.setSoTimeout(PATIENCE_MILLIS);
            in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
            String request = "GET /ws HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                    + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nX-API-Key: " + key
                    + (requestId.isEmpty() ? "" : "\r\nX-Request-ID: " + requestId) + "\r\n\r\n";
            bytes(request.getBytes(StandardCharsets.US_ASCII));
            ByteArrayOutputStream head = new ByteArrayOutputStream();
            while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
                head.write(in.readByte());
            }
            if (!head.toString(StandardCharsets.US_ASCII).startsWith("HTTP/1.1 101 ")) {
                throw new AssertionError("the socket was refused: " + head.toString(StandardCharsets.US_ASCII));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A socket for which little is kept that it has not read, opened by a request of this id. */
    static RawSocket narrow(TestServer server, String requestId) {
        return new RawSocket(server, server.key().orElseThrow(), requestId);
    }

    /** Sends bytes as they are. What the server does not take any more is not sent. */
    void bytes(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
        } catch (SocketException _) {
            // The server has closed it, which whoever reads finds out.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends a frame, masked with zeros as clients have to. */
    void frame(boolean last, int opcode, byte[] payload) {
        bytes(header(last, opcode, payload.length));
        bytes(payload);
    }

    void text(String text) {
        frame(true, TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    /** The header of a frame that says it has so many bytes. */
    static byte[] header(boolean last, int opcode, long length) {
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        header.write((last ? 0x80 : 0) | opcode);
        if (length < 126) {
            header.write(0x80 | (int) length);
        } else if (length < 65_536) {
            header.write(0x80 | 126);
            number(header, length, 2);
        } else {
            header.write(0x80 | 127);
            number(header, length, 8);
        }
        number(header, 0, 4);
        return header.toByteArray();
    }

    private static void number(ByteArrayOutputStream out, long number, int bytes) {
        for (int i = bytes - 1; i >= 0; i--) {
            out.write((int) (number >> (8 * i)));
        }
    }

    /** The next whole frame; null when the connection has ended. Fails when neither comes for a while. */
    @Nullable
    Frame next() {
        try {
            int opcode = in.readUnsignedByte() & 0x0f;
            long length = in.readUnsignedByte();
            if (length == 126) {
                length = in.readUnsignedShort();
            } else if (length == 127) {
                length = in.readLong();
            }
            byte[] payload = in.readNBytes((int) length);
            return payload.length < length ? null : new Frame(opcode, Buffer.buffer(payload));
        } catch (EOFException | SocketException _) {
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException("neither a frame nor the end came", e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
