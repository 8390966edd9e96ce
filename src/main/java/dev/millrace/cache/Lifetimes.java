package dev.millrace.cache;

import com.github.benmanes.caffeine.cache.Expiry;
import dev.millrace.config.CachePolicy;
import java.time.Duration;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/** How long entries live, each a little less than the policy says, by chance. Thread-safe. */
final class Lifetimes {
    private final CachePolicy policy;
    private final DoubleSupplier chance;

    /**
     * @param chance numbers from 0 to less than 1
     */
    Lifetimes(CachePolicy policy, DoubleSupplier chance) {
        this.policy = policy;
        this.chance = chance;
    }

    <V> Entry<V> entry(Optional<V> value, long version, long generation, long readAt) {
        Duration longest = value.isPresent() ? policy.ttl() : policy.negativeTtl();
        long lifetime = (long) (longest.toNanos() * (1 - policy.jitter() * chance.getAsDouble()));
        boolean refreshes = value.isPresent() && policy.refreshAhead() > 0;
        long untilRefresh = refreshes ? (long) (lifetime * policy.refreshAhead()) : lifetime;
        return new Entry<>(value, version, generation, readAt, readAt + untilRefresh, readAt + lifetime);
    }

    /** Expires entries at their deadlines, however often they are read. */
    static <K, V> Expiry<K, Entry<V>> expiry() {
        return new Expiry<>() {
            @Override
            public long expireAfterCreate(K key, Entry<V> entry, long now) {
                return Math.max(0, entry.deadline() - now);
            }

            @Override
            public long expireAfterUpdate(K key, Entry<V> entry, long now, long left) {
                return Math.max(0, entry.deadline() - now);
            }

            @Override
            public long expireAfterRead(K key, Entry<V> entry, long now, long left) {
                return left;
            }
        };
    }
}
