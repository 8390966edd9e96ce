package dev.millrace.live;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Where those who commit events meet those who watch them. A topic exists while somebody watches it; a message that
 * nobody watches costs nothing. Publishing never waits for a watcher: one that is slow finds a gap and reads what it
 * missed from where the events are kept. Thread-safe.
 */
public final class Hub {
    private final ConcurrentHashMap<String, Topic> topics = new ConcurrentHashMap<>();
    private final AtomicLong watches = new AtomicLong();

    public Hub(MeterRegistry metrics) {
        metrics.gauge("millrace.live.watchers", watches);
    }

    /** Begins to watch; what is published from now on is seen. Close the watch in the end. */
    public Watch watch(String name) {
        Watch[] made = new Watch[1];
        topics.compute(name, (_, existing) -> {
            Topic topic = existing == null ? new Topic() : existing;
            made[0] = new Watch(this, name, topic);
            topic.enter(made[0]);
            return topic;
        });
        watches.incrementAndGet();
        return made[0];
    }

    /** Whether somebody watches the topic now: for what would only be worked out for watchers. */
    public boolean isWatched(String name) {
        return topics.containsKey(name);
    }

    /** The topics that somebody watches now and whose names begin so. */
    public List<String> watched(String prefix) {
        return topics.keySet().stream().filter(name -> name.startsWith(prefix)).toList();
    }

    /** The number of the newest message of a topic; 0 before the first, and when nobody watches. */
    public long newestSeq(String name) {
        Topic topic = topics.get(name);
        return topic == null ? 0 : topic.newestSeq();
    }

    /** Tells all who watch a topic that numbers its messages itself that some may be missing here. */
    public void skip(String name) {
        Topic topic = topics.get(name);
        if (topic != null) {
            topic.skip();
        }
    }

    /**
     * Hands messages to all who watch the topic now; they are made only if somebody does. Their numbers grow; one that is not
     * higher than the newest was handed out before, and is passed over.
     */
    public void publish(String name, Supplier<List<Message>> messages) {
        Topic topic = topics.get(name);
        if (topic != null) {
            topic.add(messages.get());
        }
    }

    /** Hands one message, which the topic numbers itself, to all who watch it now. */
    public void announce(String name, Supplier<Message> message) {
        Topic topic = topics.get(name);
        if (topic != null) {
            topic.addNumbered(message.get());
        }
    }

    void leave(String name, Watch watch) {
        watches.decrementAndGet();
        topics.computeIfPresent(name, (_, topic) -> {
            topic.leave(watch);
            return topic.isWatched() ? topic : null;
        });
    }
}
