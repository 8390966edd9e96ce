package dev.millrace.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cache.TestCaches.Row;
import dev.millrace.config.CachePolicy.Strategy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Readers, writers, expiry, eviction, refreshes and flushes at the same time, with pauses by chance at the places that
 * matter. Nobody who asks after a change was told gets what was before it, and nobody gets an older value after a newer
 * one. The seed of a failure is in its message.
 */
class InterleavingsTest {
    private static final int KEYS = 4;
    private static final int ROOM = 3;
    private static final int READERS = 8;
    private static final int WRITERS = 4;
    private static final Duration TTL = Duration.ofSeconds(1);

    /** The state of each row, a number that every commit raises: even for a row of that version, odd for none. */
    private final AtomicLongArray database = new AtomicLongArray(KEYS);

    /** The latest state of each row that its writer was told of. */
    private final AtomicLongArray acknowledged = new AtomicLongArray(KEYS);

    private final AtomicLong checked = new AtomicLong();
    private final TestCaches test = new TestCaches();

    @ParameterizedTest
    @EnumSource(Strategy.class)
    void nothing_outdated_is_ever_seen(Strategy strategy) throws InterruptedException, ExecutionException {
        race(strategy, Duration.ofMillis(800));
    }

    @Tag("long")
    @ParameterizedTest
    @EnumSource(
            value = Strategy.class,
            names = {"CACHE_ASIDE", "WRITE_THROUGH"})
    void nothing_outdated_is_seen_for_long(Strategy strategy) throws InterruptedException, ExecutionException {
        race(strategy, Duration.ofSeconds(15));
    }

    private void race(Strategy strategy, Duration time) throws InterruptedException, ExecutionException {
        long seed = System.nanoTime();
        long end = seed + time.toNanos();
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            VersionedCache<Integer, Row> cache = cache(strategy, threads);
            List<Callable<Long>> tasks = new ArrayList<>();
            for (int i = 0; i < READERS; i++) {
                Reader reader = new Reader(cache, "seed " + seed);
                tasks.add(task(new Random(seed + i), end, random -> reader.read(random.nextInt(KEYS))));
            }
            for (int i = 0; i < WRITERS; i++) {
                Reader reader = new Reader(cache, "seed " + seed);
                tasks.add(task(new Random(seed - 1 - i), end, random -> {
                    int key = random.nextInt(KEYS);
                    write(cache, key, random);
                    reader.read(key);
                }));
            }
            tasks.add(task(new Random(~seed), end, random -> disturb(cache, random)));
            for (Future<Long> result : threads.invokeAll(tasks)) {
                assertThat(result.get()).isPositive();
            }
            IntStream.range(0, KEYS).forEach(new Reader(cache, "at the end, seed " + seed)::read);
        }
        assertThat(checked).hasPositiveValue();
    }

    private VersionedCache<Integer, Row> cache(Strategy strategy, ExecutorService threads) {
        return new VersionedCache<>(
                TestCaches.spec(
                        "raced",
                        TestCaches.policy(strategy, TTL, 0.5, TTL, ROOM, 0.5),
                        this::load,
                        Row::version,
                        _ -> 1,
                        100),
                new CacheMetrics(test.metrics, "raced"),
                test.nanos::get,
                threads,
                () -> 0.5);
    }

    /** Does this again and again; answers how often. */
    private static Callable<Long> task(Random random, long end, Consumer<Random> step) {
        return () -> {
            long steps = 0;
            do {
                step.accept(random);
                steps++;
            } while (System.nanoTime() < end);
            return steps;
        };
    }

    private Optional<Row> load(int key) {
        long state = database.get(key);
        pause(ThreadLocalRandom.current());
        return exists(state) ? Optional.of(new Row(state, "row")) : Optional.empty();
    }

    private static boolean exists(long state) {
        return state % 2 == 0;
    }

    private static void pause(RandomGenerator random) {
        switch (random.nextInt(4)) {
            case 0 -> LockSupport.parkNanos(1);
            case 1 -> LockSupport.parkNanos(random.nextInt(200_000));
            default -> {}
        }
    }

    /** Changes, removes or makes a row, as it comes. */
    private void write(VersionedCache<Integer, Row> cache, int key, Random random) {
        long committed;
        try (var change = cache.change(key)) {
            pause(random);
            boolean removes = random.nextInt(4) == 0;
            long before = database.getAndUpdate(key, state -> next(state, removes));
            committed = next(before, removes);
            pause(random);
            if (random.nextInt(10) > 0) {
                tell(change, before, committed);
            }
        }
        acknowledged.accumulateAndGet(key, committed, Math::max);
    }

    private static long next(long state, boolean removes) {
        return exists(state) && !removes ? state + 2 : state + 1;
    }

    /** A row that is new is not told: closing the change makes the cache forget what it knew. */
    private static void tell(VersionedCache<Integer, Row>.Change change, long before, long committed) {
        if (!exists(committed)) {
            change.removed(before);
        } else if (exists(before)) {
            change.stored(new Row(committed, "row"));
        }
    }

    private void disturb(VersionedCache<Integer, Row> cache, Random random) {
        LockSupport.parkNanos(random.nextInt(1_000_000));
        switch (random.nextInt(8)) {
            case 0 -> cache.flush();
            case 1 -> cache.invalidateAll();
            case 2 -> cache.size();
            default -> test.pass(TTL.multipliedBy(random.nextInt(100)).dividedBy(100));
        }
    }

    /** Somebody who asks, and remembers what they have seen. */
    private final class Reader {
        private final VersionedCache<Integer, Row> cache;
        private final String name;
        private final long[] seen = new long[KEYS];

        Reader(VersionedCache<Integer, Row> cache, String name) {
            this.cache = cache;
            this.name = name;
        }

        void read(int key) {
            long least = Math.max(seen[key], acknowledged.get(key));
            Optional<Row> row = cache.get(key).map(Cached::value);
            long most = database.get(key);
            seen[key] = row.map(Row::version).orElse(exists(least) ? least + 1 : least);
            assertThat(seen[key]).as("%s, key %d, %s", name, key, row).isBetween(least, most);
            checked.incrementAndGet();
        }
    }
}
