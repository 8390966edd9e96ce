package dev.millrace.cache;

import com.github.benmanes.caffeine.cache.RemovalCause;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** What a cache tells of itself. Thread-safe. */
final class CacheMetrics {
    private final MeterRegistry registry;
    private final String cache;
    private final Counter hits;
    private final Counter negativeHits;
    private final Counter misses;
    private final Counter refused;
    private final Counter refreshes;
    private final Counter evicted;
    private final Counter expired;
    private final Timer loads;
    private final Timer failedLoads;

    CacheMetrics(MeterRegistry registry, String cache) {
        this.registry = registry;
        this.cache = cache;
        this.hits = gets("hit");
        this.negativeHits = gets("negative_hit");
        this.misses = gets("miss");
        this.refused = counter("millrace.cache.refused", "Values not kept, since they were outdated")
                .register(registry);
        this.refreshes = counter("millrace.cache.refreshes", "Loads in the background, before expiry")
                .register(registry);
        this.evicted = evictions("size");
        this.expired = evictions("expired");
        this.loads = loads("success");
        this.failedLoads = loads("failure");
    }

    private Counter gets(String result) {
        return counter("millrace.cache.gets", "Look-ups, by what the cache knew")
                .tag("result", result)
                .register(registry);
    }

    private Counter evictions(String cause) {
        return counter("millrace.cache.evictions", "Entries that had to make room, or had lived long enough")
                .tag("cause", cause)
                .register(registry);
    }

    private Timer loads(String result) {
        return Timer.builder("millrace.cache.load")
                .description("Time of reading a value that was not in the cache")
                .tag("cache", cache)
                .tag("result", result)
                .register(registry);
    }

    private Counter.Builder counter(String name, String description) {
        return Counter.builder(name).description(description).tag("cache", cache);
    }

    void watchSize(Supplier<Number> entries) {
        Gauge.builder("millrace.cache.size", entries)
                .description("Entries in the cache")
                .tag("cache", cache)
                .register(registry);
    }

    void hit(boolean hasValue) {
        (hasValue ? hits : negativeHits).increment();
    }

    void miss() {
        misses.increment();
    }

    void loaded(long nanos) {
        loads.record(nanos, TimeUnit.NANOSECONDS);
    }

    void loadFailed(long nanos) {
        failedLoads.record(nanos, TimeUnit.NANOSECONDS);
    }

    void refused() {
        refused.increment();
    }

    void refreshed() {
        refreshes.increment();
    }

    void evicted(RemovalCause cause) {
        (cause == RemovalCause.SIZE ? evicted : expired).increment();
    }
}
