package dev.millrace.live;

import java.time.Duration;
import java.util.List;

/** One watcher's view of a topic. Used by one thread. */
public final class Watch implements AutoCloseable {
    private final Topic topic;
    private final Runnable leave;

    Watch(Topic topic, Runnable leave) {
        this.topic = topic;
        this.leave = leave;
    }

    /** Waits until something after {@code seq} was published, at most for {@code patience}; whether it was. */
    public boolean await(long seq, Duration patience) throws InterruptedException {
        return topic.await(seq, patience);
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
        leave.run();
    }
}
