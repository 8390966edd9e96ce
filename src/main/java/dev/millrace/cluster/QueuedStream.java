package dev.millrace.cluster;

import io.lettuce.core.Consumer;
import io.lettuce.core.RedisBusyException;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XAddArgs;
import io.lettuce.core.XAutoClaimArgs;
import io.lettuce.core.XGroupCreateArgs;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What waits for its turn, as a stream of Redis, of which each entry goes to one node that has time for it. The node says
 * that it has dealt with an entry when that is so; one that a node has kept for long goes to another. What Redis forgets is
 * still in the database, where each node looks by itself. Thread-safe.
 */
final class QueuedStream implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(QueuedStream.class);
    static final String STREAM = "millrace:queued";
    static final String GROUP = "nodes";
    static final String FIELD = "execution";

    /** Older entries are dropped; the database has them. */
    private static final long MOST_ENTRIES = 100_000;

    /** Who is busy with one keeps none from others. */
    private static final int ENTRIES_PER_READ = 1;

    /** Less than the client's patience, after which it takes the connection for broken. */
    private static final Duration WAIT = Redis.PATIENCE.dividedBy(2);

    private static final Duration BETWEEN_ATTEMPTS = Duration.ofSeconds(1);
    private static final Duration KEPT_LONG = Duration.ofSeconds(30);

    private final Redis redis;
    private final String consumer;
    private @Nullable Thread thread;
    private long claimedAt = System.nanoTime();

    /** @param consumer names this node among all */
    QueuedStream(Redis redis, String consumer) {
        this.redis = redis;
        this.consumer = consumer;
    }

    void add(Signal.Queued queued) {
        byte[] execution = String.valueOf(queued.execution()).getBytes(StandardCharsets.UTF_8);
        redis.tell(commands -> commands.xadd(
                STREAM, XAddArgs.Builder.maxlen(MOST_ENTRIES).approximateTrimming(), Map.of(FIELD, execution)));
    }

    /** Begins to take entries, one after the other. */
    synchronized void listen(java.util.function.Consumer<Signal.Queued> listener) {
        if (thread != null) {
            throw new IllegalStateException("there is a listener");
        }
        thread = Thread.ofVirtual().name("bell-Queued").start(() -> take(listener));
    }

    private void take(java.util.function.Consumer<Signal.Queued> listener) {
        try {
            while (true) {
                try (StatefulRedisConnection<String, byte[]> connection = redis.waiter()) {
                    takeFrom(connection.sync(), listener);
                } catch (RuntimeException e) {
                    LOG.debugf("What waits is not heard of: %s", e.getMessage());
                }
                Thread.sleep(BETWEEN_ATTEMPTS);
            }
        } catch (InterruptedException _) {
            LOG.debug("Nobody listens to what waits any more");
        }
    }

    private void takeFrom(RedisCommands<String, byte[]> commands, java.util.function.Consumer<Signal.Queued> listener) {
        makeGroup(commands);
        while (!Thread.currentThread().isInterrupted()) {
            deal(fresh(commands), commands, listener);
            if (System.nanoTime() - claimedAt > KEPT_LONG.toNanos()) {
                claimedAt = System.nanoTime();
                deal(kept(commands), commands, listener);
            }
        }
    }

    /** What no node has taken yet; waits a moment for it. */
    @SuppressWarnings("unchecked") // Of a generic type Java makes arrays of arguments only so.
    private List<StreamMessage<String, byte[]>> fresh(RedisCommands<String, byte[]> commands) {
        return commands.xreadgroup(
                Consumer.from(GROUP, consumer),
                XReadArgs.Builder.block(WAIT).count(ENTRIES_PER_READ),
                XReadArgs.StreamOffset.lastConsumed(STREAM));
    }

    /** What other nodes have kept for long: they may be gone. */
    private List<StreamMessage<String, byte[]>> kept(RedisCommands<String, byte[]> commands) {
        return commands.xautoclaim(
                        STREAM,
                        XAutoClaimArgs.Builder.xautoclaim(Consumer.from(GROUP, consumer), KEPT_LONG, "0-0")
                                .count(ENTRIES_PER_READ))
                .getMessages();
    }

    private static void deal(
            List<StreamMessage<String, byte[]>> entries,
            RedisCommands<String, byte[]> commands,
            java.util.function.Consumer<Signal.Queued> listener) {
        for (StreamMessage<String, byte[]> entry : entries) {
            execution(entry).ifPresent(execution -> listener.accept(new Signal.Queued(execution)));
            commands.xack(STREAM, GROUP, entry.getId());
        }
    }

    /** Which execution an entry speaks of; empty for an entry that no server has written. */
    private static OptionalLong execution(StreamMessage<String, byte[]> entry) {
        byte[] execution = entry.getBody().get(FIELD);
        try {
            if (execution != null) {
                return OptionalLong.of(Long.parseLong(new String(execution, StandardCharsets.UTF_8)));
            }
        } catch (NumberFormatException e) {
            LOG.debugf("The field %s is no number: %s", FIELD, e.getMessage());
        }
        LOG.warnf("The entry %s of %s in Redis names no execution; it is passed over", entry.getId(), STREAM);
        return OptionalLong.empty();
    }

    private static void makeGroup(RedisCommands<String, byte[]> commands) {
        try {
            commands.xgroupCreate(XReadArgs.StreamOffset.from(STREAM, "0"), GROUP, XGroupCreateArgs.Builder.mkstream());
        } catch (RedisBusyException e) {
            LOG.debugf("There is a group of nodes already: %s", e.getMessage());
        } catch (RedisCommandExecutionException e) {
            throw new IllegalStateException("Redis makes no group of nodes (Redis 6.2 or newer is needed)", e);
        }
    }

    @Override
    public synchronized void close() {
        if (thread != null) {
            thread.interrupt();
        }
    }
}
