package dev.millrace.cluster;

import dev.millrace.config.Settings;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The server's way to Redis, which may be away at any time and may have forgotten everything: then the server goes on with
 * what it knows itself. A thread looks each second whether Redis answers, and connects again when it does. Who asks it waits
 * {@link #PATIENCE} at most, and nobody waits for a Redis that has just not answered. Thread-safe.
 */
public final class Redis implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Redis.class);

    /** How long an answer may take; after that Redis counts as away until it answers again. */
    static final Duration PATIENCE = Duration.ofMillis(500);

    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
    private static final RedisCodec<String, byte[]> CODEC = RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE);

    private final @Nullable Link link;
    private final List<Runnable> gapListeners = new CopyOnWriteArrayList<>();

    /** What there is when a Redis is configured. */
    private record Link(RedisClient client, ClientResources resources, Thread looks) {}

    private volatile @Nullable StatefulRedisConnection<String, byte[]> connection;
    private volatile boolean answers;
    private volatile int nodes = 1;
    private volatile boolean closed;

    /** Redis does not answer, or is not used: the caller has to do without. */
    public static final class Away extends Exception {
        private static final long serialVersionUID = 1L;

        Away(String message, @Nullable Throwable cause) {
            super(message, cause, false, false);
        }
    }

    /** How things stand. */
    public enum State {
        /** No Redis is configured. */
        UNUSED,
        CONNECTED,
        /** A Redis is configured, and does not answer. */
        DEGRADED
    }

    private Redis(Settings.@Nullable Redis settings) {
        this.link = settings == null ? null : link(settings);
    }

    private Link link(Settings.Redis settings) {
        ClientResources resources = ClientResources.builder()
                .ioThreadPoolSize(2)
                .computationThreadPoolSize(2)
                .reconnectDelay(Delay.constant(Duration.ofMillis(250)))
                .build();
        RedisClient client = RedisClient.create(resources, uri(settings));
        client.setOptions(ClientOptions.builder()
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .socketOptions(SocketOptions.builder().connectTimeout(PATIENCE).build())
                .timeoutOptions(TimeoutOptions.enabled(PATIENCE))
                .build());
        return new Link(
                client, resources, Thread.ofPlatform().daemon().name("redis").unstarted(this::look));
    }

    private static RedisURI uri(Settings.Redis settings) {
        RedisURI.Builder uri = RedisURI.builder()
                .withHost(settings.host())
                .withPort(settings.port())
                .withDatabase(settings.database())
                .withSsl(settings.encrypted())
                .withTimeout(PATIENCE);
        String password = settings.password().value();
        if (!settings.user().isEmpty()) {
            uri.withAuthentication(settings.user(), password.toCharArray());
        } else if (!password.isEmpty()) {
            uri.withPassword(password.toCharArray());
        }
        return uri.build();
    }

    /** No Redis. */
    public static Redis none() {
        return new Redis(null);
    }

    /** None, without settings. Otherwise it begins to connect, and does not wait until it has. */
    public static Redis open(Settings.@Nullable Redis settings, MeterRegistry metrics) {
        Redis redis = new Redis(settings);
        if (redis.link != null) {
            metrics.gauge("millrace.redis.connected", redis, self -> self.answers ? 1 : 0);
            redis.link.client().addListener(redis.new Losses());
            redis.link.looks().start();
        }
        return redis;
    }

    /** How things stand at present. */
    public State state() {
        if (link == null) {
            return State.UNUSED;
        }
        return answers ? State.CONNECTED : State.DEGRADED;
    }

    /**
     * Has Redis do something, and waits for it.
     *
     * @throws Away when it is not used, or does not answer in time
     */
    public <T extends @Nullable Object> T ask(Function<StatefulRedisConnection<String, byte[]>, T> question)
            throws Away {
        StatefulRedisConnection<String, byte[]> present = connection;
        if (present == null || !answers) {
            throw new Away("Redis is away", null);
        }
        try {
            return question.apply(present);
        } catch (RuntimeException e) {
            stumble(e);
            throw new Away("Redis did not answer", e);
        }
    }

    /** How many nodes could hear each other when Redis answered last; at least 1. */
    public int nodes() {
        return nodes;
    }

    /** Has Redis do something, sooner or later; when it is away, not. */
    public void tell(Function<RedisAsyncCommands<String, byte[]>, CompletionStage<?>> order) {
        StatefulRedisConnection<String, byte[]> present = connection;
        if (present == null || !answers) {
            return;
        }
        try {
            var _ = order.apply(present.async()).whenComplete((_, failure) -> {
                if (failure != null) {
                    undone(failure);
                }
            });
        } catch (RuntimeException e) {
            undone(e);
        }
    }

    private static void undone(Throwable failure) {
        LOG.debugf("Redis did not do what it was told: %s", failure.getMessage());
    }

    /** Has this run whenever something may have been missed that others said through Redis; it must be quick. */
    public void onGap(Runnable listener) {
        gapListeners.add(listener);
    }

    void gap() {
        gapListeners.forEach(Runnable::run);
    }

    /** A connection of its own, for subscriptions; it subscribes again by itself after an outage. */
    StatefulRedisPubSubConnection<String, String> subscriber() {
        return requireLink().client().connectPubSub();
    }

    /** A connection of its own, for who waits on it. */
    StatefulRedisConnection<String, byte[]> waiter() {
        return requireLink().client().connect(CODEC);
    }

    private Link requireLink() {
        if (link == null) {
            throw new IllegalStateException("no Redis is configured");
        }
        return link;
    }

    private void look() {
        try {
            while (!closed) {
                lookOnce();
                Thread.sleep(BETWEEN_LOOKS);
            }
        } catch (InterruptedException _) {
            // The server stops.
        }
    }

    private void lookOnce() {
        try {
            StatefulRedisConnection<String, byte[]> present = connection;
            if (present == null) {
                present = waiter();
                connection = present;
            }
            nodes = Math.max(1, heard(present.sync().pubsubNumsub(RedisBell.CHANNEL)));
            if (!answers) {
                answers = true;
                LOG.info("Redis answers");
            }
        } catch (RuntimeException e) {
            stumble(e);
        }
    }

    private static int heard(Map<String, Long> subscribers) {
        return Math.toIntExact(subscribers.getOrDefault(RedisBell.CHANNEL, 0L));
    }

    private void stumble(RuntimeException failure) {
        if (answers) {
            answers = false;
            LOG.warnf("Redis does not answer: %s. The server goes on without it", failure.getMessage());
        } else {
            LOG.debugf("Redis does not answer: %s", failure.getMessage());
        }
    }

    /** Notices at once when a connection breaks. */
    private final class Losses implements RedisConnectionStateListener {
        @Override
        public void onRedisDisconnected(RedisChannelHandler<?, ?> lost) {
            if (lost == connection && !closed) {
                stumble(new IllegalStateException("the connection was lost"));
            }
            if (lost instanceof StatefulRedisPubSubConnection) {
                gap();
            }
        }
    }

    @Override
    public void close() {
        if (link == null) {
            return;
        }
        closed = true;
        answers = false;
        link.looks().interrupt();
        link.client().shutdown(0, 1, TimeUnit.SECONDS);
        var _ = link.resources().shutdown(0, 1, TimeUnit.SECONDS);
    }
}
