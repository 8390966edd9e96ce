package dev.millrace.cache;

import dev.millrace.cluster.Bell;
import dev.millrace.cluster.Redis;
import dev.millrace.cluster.Signal;
import io.lettuce.core.ScriptOutputType;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What all servers know of a cache's keys: the values in Redis, behind the memory of each server, and the word from one
 * server to the others that a value is another one now. Thread-safe.
 *
 * <p>Who finds no value in Redis gets a lease to store what it then reads from the database. A change takes the lease away, so
 * a slow reader cannot store what was before it; and no value replaces a newer one. A server that could not tell Redis of a
 * change does not read there until what it should have dropped has expired.
 */
final class SharedLayer<K, V> {
    private static final Duration LEASE = Duration.ofSeconds(10);

    /** Longer values are read from the database, which knows how to do that. */
    private static final int LONGEST_VALUE = 256 << 10;

    private final String cache;
    private final Redis redis;
    private final Bell bell;
    private final @Nullable Form<K, V> form;
    private final Duration life;
    private final LongSupplier nanos;
    private volatile long distrustedUntil;

    /**
     * How values are kept.
     *
     * @param key a key as text
     * @param shape names what values consist of: servers of different versions do not read each other's
     */
    record Form<K, V>(String shape, Function<K, String> key, Function<V, byte[]> write, Function<byte[], V> read) {}

    /**
     * A layer.
     *
     * @param cache names the cache on all servers
     * @param form null for a cache of which nothing is kept in Redis, nor told of single keys
     * @param life how long a value may be used after it was read from the database
     */
    SharedLayer(String cache, Redis redis, Bell bell, @Nullable Form<K, V> form, Duration life) {
        this(cache, redis, bell, form, life, System::nanoTime);
    }

    SharedLayer(String cache, Redis redis, Bell bell, @Nullable Form<K, V> form, Duration life, LongSupplier nanos) {
        this.cache = cache;
        this.redis = redis;
        this.bell = bell;
        this.form = form;
        this.life = life;
        this.nanos = nanos;
        this.distrustedUntil = nanos.getAsLong();
    }

    /** What Redis knows of a key: its value, or a lease to store it. */
    private sealed interface Found<V> {
        record Value<V>(V value) implements Found<V> {}

        record Lease<V>(String text) implements Found<V> {}
    }

    /**
     * The value of a key.
     *
     * @param database reads it there
     * @param version of a value, which each change of it raises
     */
    Optional<V> read(K key, Function<? super K, Optional<V>> database, Function<? super V, Long> version) {
        Form<K, V> kept = form;
        if (kept == null || redis.state() != Redis.State.CONNECTED || nanos.getAsLong() - distrustedUntil < 0) {
            return database.apply(key);
        }
        try {
            return switch (find(key, kept)) {
                case Found.Value<V>(V value) -> Optional.of(value);
                case Found.Lease<V>(String lease) -> {
                    Optional<V> read = database.apply(key);
                    read.ifPresent(value -> store(key, kept, lease, version.apply(value), value));
                    yield read;
                }
            };
        } catch (Redis.Away _) {
            return database.apply(key);
        }
    }

    private Found<V> find(K key, Form<K, V> kept) throws Redis.Away {
        byte[] lease = bytes(UUID.randomUUID().toString());
        List<byte[]> answer = redis.ask(connection -> connection
                .sync()
                .eval(
                        SharedScripts.FIND,
                        ScriptOutputType.MULTI,
                        names(key, kept),
                        lease,
                        millis(LEASE),
                        bytes(kept.shape())));
        byte[] value = answer.getFirst();
        return value.length == 0
                ? new Found.Lease<>(new String(answer.getLast(), StandardCharsets.UTF_8))
                : new Found.Value<>(kept.read().apply(value));
    }

    private void store(K key, Form<K, V> kept, String lease, long version, V value) {
        byte[] text = kept.write().apply(value);
        if (text.length <= LONGEST_VALUE) {
            redis.tell(commands -> commands.eval(
                    SharedScripts.STORE,
                    ScriptOutputType.INTEGER,
                    names(key, kept),
                    bytes(lease),
                    bytes(String.valueOf(version)),
                    text,
                    millis(life),
                    bytes(kept.shape())));
        }
    }

    /**
     * The value of a key is another one now. Call it after the commit, and before this server's memory is told.
     *
     * @param leastVersion that the new value has; 0 when that is not known
     */
    void outdate(K key, long leastVersion) {
        Form<K, V> kept = form;
        if (kept == null || redis.state() == Redis.State.UNUSED) {
            return;
        }
        try {
            redis.ask(connection -> connection
                    .sync()
                    .<Long>eval(
                            SharedScripts.OUTDATE,
                            ScriptOutputType.INTEGER,
                            names(key, kept),
                            bytes(String.valueOf(leastVersion)),
                            millis(life)));
        } catch (Redis.Away _) {
            distrust();
        }
    }

    /** The same, of what was told late: nobody waits for it. */
    void outdateLate(K key) {
        Form<K, V> kept = form;
        if (kept != null) {
            redis.tell(commands -> commands.eval(
                    SharedScripts.OUTDATE, ScriptOutputType.INTEGER, names(key, kept), bytes("0"), millis(life)));
        }
    }

    /** What is in Redis may be outdated: it is not read until it has expired. */
    void distrust() {
        distrustedUntil = nanos.getAsLong() + life.toNanos();
    }

    /** Has the other servers forget a key. */
    void tell(K key) {
        Form<K, V> kept = form;
        if (kept != null) {
            bell.ring(new Signal.Outdated(cache, kept.key().apply(key)));
        }
    }

    /** Has the other servers forget all keys. */
    void tellAll() {
        bell.ring(new Signal.Outdated(cache, ""));
    }

    private String[] names(K key, Form<K, V> kept) {
        return new String[] {"millrace:cache:" + cache + ":" + kept.key().apply(key)};
    }

    private static byte[] millis(Duration duration) {
        return bytes(String.valueOf(Math.max(1, duration.toMillis())));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
