package dev.millrace.forward;

import dev.millrace.cluster.Member;
import java.net.http.WebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket to another node. What is sent leaves in its order, what comes is handed over one at a time; each way has a
 * virtual thread. Thread-safe.
 */
public final class Line {
    private static final Logger LOG = Logger.getLogger(Line.class);

    /** How many messages may wait to be sent before who can wait, waits. */
    private static final int ROOM = 256;

    private final Member node;
    private final Listener listener;
    private final BlockingQueue<Message> outgoing = new LinkedBlockingQueue<>();
    private final BlockingQueue<Message> incoming = new LinkedBlockingQueue<>();
    private final Semaphore room = new Semaphore(ROOM);
    private volatile @Nullable WebSocket socket;
    private final Consumer<Line> atEnd;
    private volatile boolean over;

    Line(Member node, Listener listener, Consumer<Line> atEnd) {
        this.node = node;
        this.listener = listener;
        this.atEnd = atEnd;
    }

    /** Takes what comes. Calls do not overlap, and none comes after {@link #ended}. */
    public interface Listener {
        /** A text came. The next one is read when this returns. */
        void received(String text) throws InterruptedException;

        /** There will be no more, whoever has ended it. */
        void ended();
    }

    private sealed interface Message {
        /** @param inRoom whether it takes room until it is sent */
        record Text(String text, boolean inRoom) implements Message {}

        record End() implements Message {}
    }

    /** The node at the other end. */
    public Member node() {
        return node;
    }

    /** Has a text sent, without waiting, when the other node reads it; nothing is done when the line has ended. */
    public void send(String text) {
        if (!over) {
            outgoing.add(new Message.Text(text, room.tryAcquire()));
        }
    }

    /** The same for who can wait until there is room. */
    public void sendPatiently(String text) throws InterruptedException {
        room.acquire();
        if (!over) {
            outgoing.add(new Message.Text(text, true));
        }
    }

    /** Ends the line at once. */
    public void close() {
        end("it is not needed any more");
    }

    /** What the socket tells. */
    WebSocket.Listener socketListener() {
        return new Arrivals();
    }

    /** Begins to send and to hand over. */
    void begin(WebSocket opened) {
        socket = opened;
        Thread.ofVirtual().name("line-out").start(this::sendAll);
        Thread.ofVirtual().name("line-in").start(() -> handOver(opened));
        if (over) {
            opened.abort();
        }
    }

    private void sendAll() {
        try {
            while (outgoing.take() instanceof Message.Text(String text, boolean inRoom)) {
                var _ = open().sendText(text, true).get();
                if (inRoom) {
                    room.release();
                }
            }
        } catch (ExecutionException e) {
            end(e.toString());
        } catch (InterruptedException _) {
            end("this node stops");
        }
    }

    private WebSocket open() throws ExecutionException {
        WebSocket present = socket;
        if (present == null || over) {
            throw new ExecutionException("the line is closed", null);
        }
        return present;
    }

    private void handOver(WebSocket opened) {
        try {
            while (incoming.take() instanceof Message.Text message) {
                listener.received(message.text());
                opened.request(1);
            }
        } catch (InterruptedException _) {
            end("this node stops");
        } catch (RuntimeException e) {
            LOG.error("A message of another node could not be dealt with", e);
            end("a fault");
        } finally {
            atEnd.accept(this);
            listener.ended();
        }
    }

    private void end(String why) {
        if (over) {
            return;
        }
        over = true;
        LOG.debugf("The line to node %s ends: %s", node.id(), why);
        WebSocket present = socket;
        if (present != null) {
            present.abort();
        }
        outgoing.add(new Message.End());
        incoming.add(new Message.End());
        room.release(ROOM);
    }

    private final class Arrivals implements WebSocket.Listener {
        private final StringBuilder begun = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            begun.append(part);
            if (last) {
                incoming.add(new Message.Text(begun.toString(), false));
                begun.setLength(0);
            } else {
                from.request(1);
            }
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            end("closed with " + code + " " + reason);
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            end(error.toString());
        }
    }
}
