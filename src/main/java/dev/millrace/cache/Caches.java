package dev.millrace.cache;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.millrace.config.CachePolicy;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;

/** Makes the caches of this server, and empties them. Thread-safe. */
@Singleton
public final class Caches {
    private static final Executor REFRESHES = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("cache-refresh-", 0).factory());

    /** Who asks for a record gets the newest, even if it changes often; in the end they get what there was. */
    private static final int MOST_ATTEMPTS = 100;

    private final MeterRegistry metrics;
    private final List<VersionedCache<?, ?>> all = new CopyOnWriteArrayList<>();

    Caches(MeterRegistry metrics) {
        this.metrics = metrics;
    }

    /**
     * A cache of single values.
     *
     * @param name names it in metrics and answers
     * @param loader reads a value as it is in the database; empty when there is none. Several threads call it at a time
     * @param version a value's version, more than 0, which each change of it raises
     * @param weight how many values of usual size a value counts for, at least 1
     */
    public <K, V> VersionedCache<K, V> records(
            String name,
            CachePolicy policy,
            Function<? super K, Optional<V>> loader,
            ToLongFunction<? super V> version,
            ToIntFunction<? super V> weight) {
        return register(new CacheSpec<>(name, policy, loader, version, weight, MOST_ATTEMPTS));
    }

    /**
     * A cache of pages of lists.
     *
     * @param loader reads a page as it is in the database. Several threads call it at a time
     * @param weight how many pages of usual size a page counts for, at least 1
     */
    public <Q, P> ListCache<Q, P> lists(
            String name, CachePolicy policy, Function<? super Q, P> loader, ToIntFunction<? super P> weight) {
        return new ListCache<>(register(
                new CacheSpec<Q, P>(name, policy, query -> Optional.of(loader.apply(query)), _ -> 1, weight, 1)));
    }

    private <K, V> VersionedCache<K, V> register(CacheSpec<K, V> spec) {
        VersionedCache<K, V> cache = new VersionedCache<>(
                spec,
                new CacheMetrics(metrics, spec.name()),
                Ticker.systemTicker(),
                REFRESHES,
                () -> ThreadLocalRandom.current().nextDouble());
        all.add(cache);
        return cache;
    }

    /**
     * What was in a cache.
     *
     * @param dropped how many entries, about
     */
    public record Flushed(String name, long dropped) {}

    /** Empties all caches. What is being read meanwhile is not kept. */
    public List<Flushed> flush() {
        return all.stream()
                .map(cache -> new Flushed(cache.name(), cache.flush()))
                .toList();
    }
}
