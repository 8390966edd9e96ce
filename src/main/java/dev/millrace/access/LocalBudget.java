package dev.millrace.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * What each caller has left of a quota on this server: a bucket of tokens for each, which fills up again at an even pace. A bucket that
 * has had time to fill up is forgotten, and there are never more than 50,000: whoever comes under many names costs us
 * no more memory than that. Thread-safe.
 */
final class LocalBudget implements Budget {
    private static final int MOST_BUCKETS = 50_000;

    private final Quota quota;
    private final TimeMeter time;
    private final Cache<String, Bucket> buckets;

    /**
     * A budget in which nobody has spent anything.
     *
     * @param nanos the time, as {@link System#nanoTime} tells it
     */
    LocalBudget(Quota quota, LongSupplier nanos) {
        this.quota = quota;
        this.time = new Nanos(nanos);
        this.buckets = Caffeine.newBuilder()
                .ticker(nanos::getAsLong)
                .expireAfterAccess(
                        quota.isUnlimited() ? Duration.ZERO : quota.window().plusSeconds(1))
                .maximumSize(MOST_BUCKETS)
                .build();
    }

    @Override
    public Quota quota() {
        return quota;
    }

    @Override
    public Spent spend(String who) {
        if (quota.isUnlimited()) {
            return new Spent(quota, true, quota.burst(), 0, 0);
        }
        ConsumptionProbe probe = buckets.get(who, _ -> bucket()).tryConsumeAndReturnRemaining(1);
        return new Spent(
                quota,
                probe.isConsumed(),
                probe.getRemainingTokens(),
                seconds(probe.getNanosToWaitForReset()),
                seconds(probe.getNanosToWaitForRefill()));
    }

    /** How many callers are remembered, about. */
    long size() {
        buckets.cleanUp();
        return buckets.estimatedSize();
    }

    private Bucket bucket() {
        return Bucket.builder()
                .withCustomTimePrecision(time)
                .addLimit(quota.bandwidth())
                .build();
    }

    private static long seconds(long nanos) {
        return Math.ceilDiv(nanos, TimeUnit.SECONDS.toNanos(1));
    }

    private record Nanos(LongSupplier source) implements TimeMeter {
        @Override
        public long currentTimeNanos() {
            return source.getAsLong();
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    }
}
