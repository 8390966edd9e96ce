package dev.millrace.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.millrace.cluster.Redis;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.VerboseResult;
import io.github.bucket4j.distributed.ExpirationAfterWriteStrategy;
import io.github.bucket4j.redis.lettuce.Bucket4jLettuce;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * What each caller has left of a quota on all servers together: a bucket of tokens in Redis for each. A server leases some
 * tokens at once and spends them by itself: one at first, and more the more a caller asks for, up to what comes back in half
 * a second. What it has leased and not spent within a second is lost to the caller, so there are never more than the quota
 * says. While Redis is away each server grants its share of the quota. Thread-safe.
 */
final class SharedBudget implements Budget {
    private static final int MOST_CALLERS = 50_000;
    private static final int MOST_LEASED = 64;
    private static final Duration LEASE = Duration.ofSeconds(1);

    /** How long a caller is refused without asking Redis again: others may not have spent their leases. */
    private static final Duration LONGEST_REFUSAL = Duration.ofMillis(250);

    private final Quota quota;
    private final Redis redis;
    private final LongSupplier nanos;
    private final long mostLeased;
    private final BucketConfiguration bucket;
    private final Cache<String, Wallet> wallets;
    private volatile LocalBudget share;

    /** @param nanos the time, as {@link System#nanoTime} tells it */
    SharedBudget(Quota quota, Redis redis, LongSupplier nanos) {
        this.quota = quota;
        this.redis = redis;
        this.nanos = nanos;
        this.mostLeased = Math.max(1, Math.min(MOST_LEASED, Math.min(quota.burst() / 10, quota.perMinute() / 120)));
        this.bucket = BucketConfiguration.builder().addLimit(quota.bandwidth()).build();
        this.share = new LocalBudget(quota, nanos);
        this.wallets = Caffeine.newBuilder()
                .ticker(nanos::getAsLong)
                .expireAfterAccess(LEASE.multipliedBy(2))
                .maximumSize(MOST_CALLERS)
                .build();
    }

    @Override
    public Quota quota() {
        return quota;
    }

    @Override
    public Spent spend(String who) {
        try {
            return wallets.get(who, Wallet::new).spend();
        } catch (Redis.Away _) {
            return spendShare(who);
        }
    }

    /** Told as a part of the whole quota, which is what holds again soon. */
    private Spent spendShare(String who) {
        Spent spent = share().spend(who);
        return new Spent(quota, spent.granted(), spent.remaining(), spent.secondsToFull(), spent.secondsToNext());
    }

    private LocalBudget share() {
        Quota present = quota.share(redis.nodes());
        LocalBudget known = share;
        if (!known.quota().equals(present)) {
            known = new LocalBudget(present, nanos);
            share = known;
        }
        return known;
    }

    /** What a caller may spend here without asking Redis. Thread-safe: who needs a new lease waits for one that is on its way. */
    private final class Wallet {
        private final String who;
        private final ReentrantLock lock = new ReentrantLock();
        private long tokens;
        private long size = 1;
        private long leasedAt = nanos.getAsLong();
        private long leftInRedis;
        private long refusedUntil = leasedAt;

        Wallet(String who) {
            this.who = who;
        }

        Spent spend() throws Redis.Away {
            lock.lock();
            try {
                long now = nanos.getAsLong();
                if (now - leasedAt > LEASE.toNanos()) {
                    tokens = 0;
                    size = 1;
                }
                if (tokens == 0 && (now - refusedUntil >= 0 || redis.state() == Redis.State.DEGRADED)) {
                    lease(now);
                }
                if (tokens == 0) {
                    return spent(false);
                }
                tokens--;
                return spent(true);
            } finally {
                lock.unlock();
            }
        }

        private void lease(long now) throws Redis.Away {
            VerboseResult<Long> result = redis.ask(connection -> take(connection, size));
            tokens = result.getValue();
            leftInRedis = result.getDiagnostics().getAvailableTokens();
            leasedAt = now;
            size = Math.min(mostLeased, size * 2);
            if (tokens == 0) {
                refusedUntil = now + Math.min(LONGEST_REFUSAL.toNanos(), nanosFor(1));
            }
        }

        private VerboseResult<Long> take(StatefulRedisConnection<String, byte[]> connection, long most) {
            return Bucket4jLettuce.casBasedBuilder(connection)
                    .expirationAfterWrite(ExpirationAfterWriteStrategy.basedOnTimeForRefillingBucketUpToMax(LEASE))
                    .build()
                    .builder()
                    .build(key(), () -> bucket)
                    .asVerbose()
                    .tryConsumeAsMuchAsPossible(most);
        }

        /** With the numbers of the quota: a bucket of other ones is another bucket. */
        private String key() {
            return "millrace:limit:%s:%d:%d:%s".formatted(quota.name(), quota.perMinute(), quota.burst(), who);
        }

        private Spent spent(boolean granted) {
            long remaining = leftInRedis + tokens;
            return new Spent(
                    quota,
                    granted,
                    remaining,
                    seconds(nanosFor(quota.burst() - remaining)),
                    granted ? 0 : seconds(nanosFor(1)));
        }
    }

    /** How long it takes until so many tokens have come. */
    private long nanosFor(long count) {
        return TimeUnit.MINUTES.toNanos(1) / quota.perMinute() * count;
    }

    private static long seconds(long nanos) {
        return Math.ceilDiv(nanos, TimeUnit.SECONDS.toNanos(1));
    }
}
