package dev.millrace.execution;

import dev.millrace.access.Caller;
import dev.millrace.access.Ownership;
import dev.millrace.live.EventSink;
import dev.millrace.live.Hub;
import dev.millrace.live.Message;
import dev.millrace.live.Watch;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * Follows the status changes of executions, as they happen, as far as a reader may see them. One who is slow is told that
 * some were missed. One per reader, used by the reader's thread.
 */
final class StatusStream {
    private final Hub hub;
    private final String topic;
    private final Caller reader;

    /** @param topic of the hub: {@link EventMessages#ALL_EXECUTIONS}, or that of a workflow */
    StatusStream(Hub hub, String topic, Caller reader) {
        this.hub = hub;
        this.topic = topic;
        this.reader = reader;
    }

    /** Writes events until the reader is gone. */
    void follow(EventSink out) throws IOException, InterruptedException {
        try (Watch watch = hub.watch(topic)) {
            long seen = watch.newestSeq();
            out.begin();
            long writtenAt = System.nanoTime();
            while (true) {
                Duration left = EventStream.HEARTBEAT.minusNanos(System.nanoTime() - writtenAt);
                if (!left.isPositive()) {
                    out.heartbeat();
                    writtenAt = System.nanoTime();
                } else if (watch.await(seen, left)) {
                    List<Message> messages = watch.after(seen);
                    seen = messages.isEmpty()
                            ? watch.newestSeq()
                            : messages.getLast().seq();
                    boolean written = messages.isEmpty() ? reset(out) : write(messages, out);
                    writtenAt = written ? System.nanoTime() : writtenAt;
                }
            }
        }
    }

    private static boolean reset(EventSink out) throws IOException {
        out.reset("some events were missed; list the executions again");
        out.flush();
        return true;
    }

    /** Writes what the reader sees; whether there was any. */
    private boolean write(List<Message> messages, EventSink out) throws IOException {
        boolean written = false;
        for (Message message : messages) {
            if (((Ownership) message.source()).isVisibleTo(reader)) {
                out.writeUnnumbered(message);
                written = true;
            }
        }
        if (written) {
            out.flush();
        }
        return written;
    }
}
