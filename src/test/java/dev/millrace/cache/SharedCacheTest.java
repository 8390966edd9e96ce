package dev.millrace.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.cluster.Redis;
import dev.millrace.cluster.RedisBell;
import dev.millrace.config.CachePolicy;
import dev.millrace.config.CachePolicy.Strategy;
import dev.millrace.testing.TestRedis;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The cache of two servers over one database and one Redis. */
class SharedCacheTest {
    /** What staleness across servers is bounded by. */
    private static final Duration BOUND = Duration.ofSeconds(1);

    private static final Duration SOON = Duration.ofSeconds(20);

    private final TestRedis redis = TestRedis.start();
    private final Server a = new Server("a");
    private final Server b = new Server("b");

    /** The rows that there are. */
    private final Map<Long, Row> database = new ConcurrentHashMap<>();

    record Row(long version, String text) {}

    /** A server's part of the cache. */
    private final class Server implements AutoCloseable {
        private final Redis connection = redis.connect();
        private final RedisBell bell;
        private final Caches caches;
        private final AtomicInteger loads = new AtomicInteger();

        Server(String name) {
            bell = RedisBell.open(connection, name);
            caches = new Caches(new SimpleMeterRegistry(), connection, bell);
        }

        VersionedCache<Long, Row> cache(Strategy strategy) {
            return cache(strategy, key -> Optional.ofNullable(database.get(key)));
        }

        VersionedCache<Long, Row> cache(Strategy strategy, Function<Long, Optional<Row>> reader) {
            CachePolicy policy = TestCaches.policy(strategy, Duration.ofMinutes(5), 0, Duration.ofMinutes(5), 1_000, 0);
            return caches.records(
                    "rows",
                    policy,
                    Row.class,
                    key -> {
                        loads.incrementAndGet();
                        return reader.apply(key);
                    },
                    Row::version,
                    _ -> 1);
        }

        @Override
        public void close() {
            bell.close();
            connection.close();
        }
    }

    @BeforeEach
    void both_hear_each_other() {
        await().atMost(SOON).until(() -> a.connection.nodes() == 2 && b.connection.nodes() == 2);
        database.put(1L, new Row(1, "first"));
    }

    @AfterEach
    void end() {
        a.close();
        b.close();
        redis.close();
    }

    private static String text(VersionedCache<Long, Row> cache) {
        return cache.get(1L).map(cached -> cached.value().text()).orElse("none");
    }

    private void change(VersionedCache<Long, Row> cache, String text) {
        try (var change = cache.change(1L)) {
            Row present = database.get(1L);
            Row next = new Row(present == null ? 1 : present.version() + 1, text);
            database.put(1L, next);
            change.stored(next);
        }
    }

    private void awaitInRedis() {
        await("what was read to be in Redis")
                .atMost(SOON)
                .until(() ->
                        a.connection.ask(connection -> connection.sync().hexists("millrace:cache:rows:1", "data")));
    }

    @Test
    void what_one_server_has_read_the_other_one_need_not() {
        VersionedCache<Long, Row> here = a.cache(Strategy.CACHE_ASIDE);
        VersionedCache<Long, Row> there = b.cache(Strategy.CACHE_ASIDE);
        assertThat(text(here)).isEqualTo("first");
        awaitInRedis();

        assertThat(text(there)).isEqualTo("first");

        assertThat(a.loads).hasValue(1);
        assertThat(b.loads).hasValue(0);
    }

    @ParameterizedTest
    @EnumSource(
            value = Strategy.class,
            names = {"CACHE_ASIDE", "WRITE_THROUGH"})
    void a_change_is_seen_at_once_where_it_was_made_and_within_a_second_elsewhere(Strategy strategy) {
        VersionedCache<Long, Row> here = a.cache(strategy);
        VersionedCache<Long, Row> there = b.cache(strategy);
        for (int i = 0; i < 20; i++) {
            String text = "text " + i;
            text(there);
            change(here, text);

            assertThat(text(here)).isEqualTo(text);
            await().atMost(BOUND).pollInterval(Duration.ofMillis(1)).until(() -> text(there), text::equals);
        }
        try (var change = here.change(1L)) {
            change.removed(Objects.requireNonNull(database.remove(1L)).version());
        }
        assertThat(text(here)).isEqualTo("none");
        await().atMost(BOUND).until(() -> text(there), "none"::equals);
    }

    @Test
    void who_was_slow_to_read_cannot_bring_back_what_was_before_a_change() throws Exception {
        CountDownLatch read = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        VersionedCache<Long, Row> slow = b.cache(Strategy.CACHE_ASIDE, key -> {
            Optional<Row> row = Optional.ofNullable(database.get(key));
            read.countDown();
            try {
                go.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return row;
        });
        VersionedCache<Long, Row> here = a.cache(Strategy.CACHE_ASIDE);
        CompletableFuture<String> reader = CompletableFuture.supplyAsync(() -> text(slow));
        read.await();

        change(here, "second");
        go.countDown();
        reader.get();

        byte[] kept = b.connection.ask(connection -> connection.sync().hget("millrace:cache:rows:1", "data"));
        assertThat(kept == null ? "nothing" : new String(kept, StandardCharsets.UTF_8))
                .doesNotContain("first");
        assertThat(text(here)).isEqualTo("second");
    }

    @Test
    void nothing_is_lost_when_redis_forgets_everything() {
        VersionedCache<Long, Row> here = a.cache(Strategy.CACHE_ASIDE);
        VersionedCache<Long, Row> there = b.cache(Strategy.CACHE_ASIDE);
        text(here);
        text(there);

        redis.flushAll();
        change(here, "second");

        assertThat(text(here)).isEqualTo("second");
        await().atMost(BOUND).until(() -> text(there), "second"::equals);
    }

    @Test
    void a_server_that_loses_redis_forgets_what_it_knows_and_reads_from_the_database() {
        VersionedCache<Long, Row> there = b.cache(Strategy.CACHE_ASIDE);
        text(there);
        assertThat(b.loads).hasValue(1);

        redis.kill();
        TestRedis.awaitState(b.connection, Redis.State.DEGRADED);

        await().atMost(SOON).untilAsserted(() -> {
            assertThat(text(there)).isEqualTo("first");
            assertThat(b.loads).hasValue(2);
        });
    }

    @Test
    void what_was_changed_while_redis_could_not_be_told_is_not_read_there() {
        VersionedCache<Long, Row> here = a.cache(Strategy.CACHE_ASIDE);
        VersionedCache<Long, Row> there = b.cache(Strategy.CACHE_ASIDE);
        text(here);
        awaitInRedis();
        a.connection.close();

        change(here, "second");
        assertThat(text(here)).isEqualTo("second");
        assertThat(text(there)).as("nobody has told it yet").isEqualTo("first");
        there.changedElsewhere(1L);
        assertThat(text(there)).isEqualTo("second");
    }
}
