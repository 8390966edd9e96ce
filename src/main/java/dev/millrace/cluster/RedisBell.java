package dev.millrace.cluster;

import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Rings through Redis: what waits for its turn by a stream, of which each entry goes to one node, and everything else by
 * pub/sub, which reaches all. Thread-safe.
 */
public final class RedisBell implements Bell, AutoCloseable {
    private static final Logger LOG = Logger.getLogger(RedisBell.class);
    private static final Duration BETWEEN_ATTEMPTS = Duration.ofSeconds(1);

    /** What all nodes hear. */
    static final String CHANNEL = "millrace:bell";

    private final Redis redis;
    private final String node;
    private final QueuedStream queued;
    private final Map<Class<? extends Signal>, Listening<?>> listeners = new ConcurrentHashMap<>();
    private final Thread thread = Thread.ofVirtual().name("bell").unstarted(this::connect);
    private volatile @Nullable StatefulRedisPubSubConnection<String, String> subscription;

    private RedisBell(Redis redis, String node) {
        this.redis = redis;
        this.node = node;
        this.queued = new QueuedStream(redis, node);
    }

    /**
     * Begins to hear what others ring.
     *
     * @param node names this node among all
     */
    public static RedisBell open(Redis redis, String node) {
        RedisBell bell = new RedisBell(redis, node);
        bell.thread.start();
        return bell;
    }

    @Override
    public void ring(Signal signal) {
        if (signal instanceof Signal.Queued one) {
            queued.add(one);
        } else {
            byte[] text = (node + " " + SignalText.of(signal)).getBytes(StandardCharsets.UTF_8);
            redis.tell(commands -> commands.publish(CHANNEL, text));
        }
    }

    @Override
    public <S extends Signal> void listen(Class<S> kind, Consumer<S> listener) {
        if (kind == Signal.Queued.class) {
            queued.listen(signal -> listener.accept(kind.cast(signal)));
        } else {
            listeners.put(kind, Listening.begin(kind, listener));
        }
    }

    /** Connects as soon as it can; from then on the client does so itself. */
    private void connect() {
        try {
            while (subscription == null) {
                try {
                    subscription = subscribe(redis.subscriber());
                } catch (RuntimeException e) {
                    LOG.debugf("The bell is not heard yet: %s", e.getMessage());
                    Thread.sleep(BETWEEN_ATTEMPTS);
                }
            }
        } catch (InterruptedException _) {
            // The server stops.
        }
    }

    private StatefulRedisPubSubConnection<String, String> subscribe(
            StatefulRedisPubSubConnection<String, String> connection) {
        connection.addListener(new Heard());
        try {
            connection.sync().subscribe(CHANNEL);
            return connection;
        } catch (RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    private final class Heard extends RedisPubSubAdapter<String, String> {
        @Override
        public void message(String channel, String message) {
            int space = message.indexOf(' ');
            if (space > 0 && !message.substring(0, space).equals(node)) {
                SignalText.read(message.substring(space + 1)).ifPresent(RedisBell.this::deliver);
            }
        }

        /** Also after an outage, in which others may have rung. */
        @Override
        public void subscribed(String channel, long count) {
            redis.gap();
        }
    }

    private void deliver(Signal signal) {
        Listening<?> listening = listeners.get(signal.getClass());
        if (listening != null) {
            listening.hear(signal);
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        queued.close();
        listeners.values().forEach(Listening::close);
        StatefulRedisPubSubConnection<String, String> present = subscription;
        if (present != null) {
            present.close();
        }
    }
}
