package dev.millrace.socket;

import org.jboss.logging.Logger;
import org.jboss.logging.MDC;

/**
 * What one peer says: its messages are worked on one after the other, each on a virtual thread, and when the peer is gone
 * that is told after the last of them. An idle peer costs no thread. Thread-safe.
 */
final class Conversation {
    private static final Logger LOG = Logger.getLogger(Conversation.class);

    /** How many messages in a row may be no frames of a known type. */
    private static final int MOST_UNREADABLE = 20;

    private final Peer peer;
    private final Connection connection;
    private final Dispatch dispatch;
    private final SocketMetrics metrics;

    private boolean busy;
    private boolean silenced;
    private boolean gone;
    private int unreadable;
    private long received;

    Conversation(Peer peer, Connection connection, Dispatch dispatch, SocketMetrics metrics) {
        this.peer = peer;
        this.connection = connection;
        this.dispatch = dispatch;
        this.metrics = metrics;
    }

    Peer peer() {
        return peer;
    }

    Connection connection() {
        return connection;
    }

    /** Works on a message, then asks for the next one. Returns at once. */
    synchronized void read(byte[] message, Runnable next) {
        if (silenced || gone) {
            return;
        }
        busy = true;
        received++;
        connection.work(true);
        metrics.received();
        Thread.ofVirtual().name("socket-frame").start(() -> {
            try {
                act(message);
            } finally {
                done(next);
            }
        });
    }

    private void act(byte[] message) {
        MDC.put("requestId", peer.requestId());
        try {
            unreadable = dispatch.received(peer, message) ? 0 : unreadable + 1;
            if (unreadable >= MOST_UNREADABLE) {
                connection.close(CloseCode.UNREADABLE, "too many frames in a row that cannot be read");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.errorf(e, "A frame of %s was not answered", peer);
        }
    }

    private synchronized void done(Runnable next) {
        busy = false;
        connection.work(false);
        notifyAll();
        if (gone) {
            tellEnd();
        } else if (!silenced) {
            next.run();
        }
    }

    /** How many messages have come. */
    synchronized long received() {
        return received;
    }

    /** Whether a message is being worked on. */
    synchronized boolean isBusy() {
        return busy;
    }

    /** Takes no further message, and waits at most this long until the last one has been worked on. */
    synchronized void silence(long millis) throws InterruptedException {
        silenced = true;
        long deadline = System.nanoTime() + millis * 1_000_000;
        for (long left = millis; busy && left > 0; left = (deadline - System.nanoTime()) / 1_000_000) {
            wait(left);
        }
    }

    /** The peer is gone. */
    synchronized void ended() {
        gone = true;
        if (!busy) {
            tellEnd();
        }
    }

    private void tellEnd() {
        Thread.ofVirtual().name("socket-end").start(() -> dispatch.closed(peer));
    }
}
