package dev.millrace.socket;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.net.impl.ConnectionBase;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A WebSocket, with a bound on what waits in it to be sent, and a certain end. Thread-safe. */
final class Connection {
    /** For how long the other end may take to read what is left and to answer that the socket is closed. */
    private static final long LINGER_MILLIS = 10_000;

    private final ServerWebSocket socket;
    private final HttpConnection transport;
    private final Vertx vertx;
    private final SocketMetrics metrics;
    private final Outbox outbox = new Outbox();
    private final AtomicReference<@Nullable CloseCode> closing = new AtomicReference<>();
    private final AtomicLong sent = new AtomicLong();
    private final long openedAt = System.nanoTime();
    private volatile boolean gone;
    private volatile long heardAt = openedAt;
    private volatile boolean working;

    /** @param transport what the socket goes over */
    Connection(ServerWebSocket socket, HttpConnection transport, Vertx vertx, SocketMetrics metrics) {
        this.socket = socket;
        this.transport = transport;
        this.vertx = vertx;
        this.metrics = metrics;
    }

    boolean isOpen() {
        return !gone && closing.get() == null;
    }

    /** Has a text sent, if there is room for it; what is closed takes anything. */
    boolean offer(String text) {
        if (!isOpen()) {
            return true;
        }
        int length = text.length();
        if (!outbox.offer(length)) {
            return false;
        }
        metrics.sent();
        sent.incrementAndGet();
        socket.writeTextMessage(text, _ -> outbox.sent(length));
        return true;
    }

    /** Waits for room for more, or the end; false when it takes too long. */
    boolean awaitRoom(Duration patience) throws InterruptedException {
        return outbox.awaitRoom(patience);
    }

    /** Waits until everything is sent, or the end; false when it takes too long. */
    boolean awaitEmpty(Duration patience) throws InterruptedException {
        return outbox.awaitEmpty(patience);
    }

    /** Closes it behind what was sent, unless it is closed; the first reason is the one that is told. */
    void close(CloseCode code, String reason) {
        if (!gone && closing.compareAndSet(null, code)) {
            outbox.close();
            var _ = socket.close((short) code.number(), reason);
            // What is sent to somebody who does not read, the closing frame for one, may never leave.
            vertx.setTimer(LINGER_MILLIS, _ -> hangUp());
        }
    }

    /** Ends the connection without a word. */
    private void hangUp() {
        if (!gone) {
            var _ = ((ConnectionBase) transport).channelHandlerContext().close();
        }
    }

    /** The socket is closed. */
    void ended() {
        gone = true;
        outbox.close();
    }

    /** The code with which it was closed by either end; 1006 when it broke off. */
    int closeCode() {
        CloseCode own = closing.get();
        Short others = socket.closeStatusCode();
        return own != null ? own.number() : others == null ? 1_006 : others;
    }

    /** How many frames were sent. */
    long sent() {
        return sent.get();
    }

    /** For how long there has been a socket. */
    Duration age() {
        return Duration.ofNanos(System.nanoTime() - openedAt);
    }

    /** The other end has given a sign of life. */
    void heard() {
        heardAt = System.nanoTime();
    }

    /** Whether something that the other end said is being worked on: until then nothing more is read from it. */
    void work(boolean begins) {
        heard();
        working = begins;
    }

    /** For how long there was no sign of life; nothing while something that came is being worked on. */
    Duration silence() {
        return working ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - heardAt);
    }

    /** Asks for a sign of life. */
    void ping() {
        if (isOpen()) {
            var _ = socket.writePing(Buffer.buffer());
        }
    }
}
