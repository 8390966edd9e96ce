package dev.millrace.cache;

import dev.millrace.cluster.Bell;
import dev.millrace.cluster.Redis;
import dev.millrace.config.CachePolicy;
import dev.millrace.config.CachePolicy.Strategy;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;

/** Caches whose time, chance and background work belong to the test. */
final class TestCaches {
    static final CachePolicy POLICY =
            policy(Strategy.CACHE_ASIDE, Duration.ofSeconds(60), 0, Duration.ofSeconds(5), 1_000, 0);

    final AtomicLong nanos = new AtomicLong(1_000_000);
    final Queue<Runnable> background = new ArrayDeque<>();
    final MeterRegistry metrics = new SimpleMeterRegistry();
    double chance;

    /** A value with its version. */
    record Row(long version, String text) {}

    static CachePolicy policy(
            Strategy strategy, Duration ttl, double jitter, Duration negativeTtl, int maxEntries, double refreshAhead) {
        return new CachePolicy(strategy, ttl, jitter, negativeTtl, maxEntries, refreshAhead, Duration.ZERO);
    }

    static CachePolicy writeThrough() {
        return policy(Strategy.WRITE_THROUGH, Duration.ofSeconds(60), 0, Duration.ofSeconds(5), 1_000, 0);
    }

    VersionedCache<Integer, Row> cache(CachePolicy policy, Function<Integer, Optional<Row>> loader) {
        return new VersionedCache<>(
                spec("rows", policy, loader, Row::version, _ -> 1, 100),
                new CacheMetrics(metrics, "rows"),
                nanos::get,
                background::add,
                () -> chance);
    }

    /** What a cache of a server that is alone is for. */
    static <K, V> CacheSpec<K, V> spec(
            String name,
            CachePolicy policy,
            Function<? super K, Optional<V>> loader,
            ToLongFunction<? super V> version,
            ToIntFunction<? super V> weight,
            int attempts) {
        SharedLayer<K, V> alone = new SharedLayer<>(name, Redis.none(), Bell.silent(), null, Duration.ZERO);
        return new CacheSpec<>(name, policy, loader, version, weight, attempts, alone);
    }

    void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    /** Does what waits to be done in the background. */
    void runBackground() {
        for (Runnable task = background.poll(); task != null; task = background.poll()) {
            task.run();
        }
    }

    double count(String meter, String... tags) {
        return metrics.get(meter).tags(tags).counter().count();
    }
}
