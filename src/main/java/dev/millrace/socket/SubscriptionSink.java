package dev.millrace.socket;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.live.EventSink;
import dev.millrace.live.Message;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.CountDownLatch;

/**
 * Sends the events of one topic to one peer, from when {@link #open} is called until {@link #stop} is. A message is made a
 * frame once for all peers. {@link #stop} may be called by any thread, the rest by the stream's.
 */
final class SubscriptionSink implements EventSink {
    private final Peer peer;
    private final String topic;
    private final CountDownLatch standing = new CountDownLatch(1);
    private final CountDownLatch open = new CountDownLatch(1);
    private volatile boolean stopped;

    SubscriptionSink(Peer peer, String topic) {
        this.peer = peer;
        this.topic = topic;
    }

    /** Waits until nothing is missed any more that happens in the topic, or the stream has failed. */
    void awaitStanding() throws InterruptedException {
        standing.await();
    }

    /** The stream has come to stand, or will not. */
    void stands() {
        standing.countDown();
    }

    /** Lets events through. */
    void open() {
        open.countDown();
    }

    /** From when this returns on, nothing is sent; the stream finds out by and by. */
    synchronized void stop() {
        stopped = true;
        open.countDown();
    }

    @Override
    public void begin() throws IOException {
        stands();
        try {
            open.await();
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    @Override
    public void write(Message message) throws IOException {
        send(message.frame(this::numbered));
    }

    @Override
    public void writeUnnumbered(Message message) throws IOException {
        send(message.frame(this::unnumbered));
    }

    @Override
    public void reset(String reason) throws IOException {
        send(frame("reset").put("reason", reason).toString());
    }

    @Override
    public void heartbeat() throws IOException {
        if (stopped || !peer.isOpen()) {
            throw new IOException("the subscription has ended");
        }
    }

    @Override
    public void flush() throws IOException {}

    /** Tells that there will be no more events, unless nobody wants to know. */
    void ended() throws IOException {
        send(frame("ended").toString());
    }

    private ObjectNode frame(String type) {
        return Peer.frame(type).put("topic", topic);
    }

    private String numbered(Message message) {
        return start(message).append(",\"seq\":").append(message.seq()) + end(message);
    }

    private String unnumbered(Message message) {
        return start(message) + end(message);
    }

    private StringBuilder start(Message message) {
        StringBuilder frame = new StringBuilder(message.data().length() + topic.length() + 64);
        return frame.append("{\"type\":\"event\",\"topic\":\"")
                .append(JsonStringEncoder.getInstance().quoteAsString(topic))
                .append('"');
    }

    private static String end(Message message) {
        return ",\"event\":" + message.data() + "}";
    }

    private void send(String text) throws IOException {
        try {
            while (!offered(text)) {
                peer.awaitRoom();
            }
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** Whether it is on its way; nothing is, once the subscription has ended. */
    private synchronized boolean offered(String text) throws IOException {
        heartbeat();
        return peer.offer(text);
    }

    private static IOException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        IOException failure = new InterruptedIOException("interrupted while events were sent");
        failure.initCause(e);
        return failure;
    }
}
