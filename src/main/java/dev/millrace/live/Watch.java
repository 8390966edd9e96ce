package dev.millrace.live;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** One watcher's view of a topic. Used by one thread. */
public final class Watch implements AutoCloseable {
    private final Hub hub;
    private final String name;
    private final Topic topic;
    private volatile @Nullable Thread waiting;

    /** @param name the topic's in the hub */
    Watch(Hub hub, String name, Topic topic) {
        this.hub = hub;
        this.name = name;
        this.topic = topic;
    }

    /** Waits until something after {@code seq} was published, at most for {@code patience}; whether it was. */
    public boolean await(long seq, Duration patience) throws InterruptedException {
        long begin = System.nanoTime();
        waiting = Thread.currentThread();
        try {
            while (topic.newestSeq() <= seq) {
                long left = patience.toNanos() - (System.nanoTime() - begin);
                if (left <= 0) {
                    return false;
                }
                LockSupport.parkNanos(this, left);
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
            }
            return true;
        } finally {
            waiting = null;
        }
    }

    /** Something was published; any thread tells so, after it was. */
    void wake() {
        LockSupport.unpark(waiting);
    }

    /**
     * The messages that follow {@code seq} without a gap. Empty although {@link #await} said that there is something:
     * the watcher has fallen behind, or began late, and has to read what it missed from where the events are kept.
     */
    public List<Message> after(long seq) {
        return topic.after(seq);
    }

    /** The number of the newest message, 0 before the first: where a watcher begins who wants only what is new. */
    public long newestSeq() {
        return topic.newestSeq();
    }

    @Override
    public void close() {
        hub.leave(name, this);
    }
}
