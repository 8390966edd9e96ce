package dev.millrace.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.cache.TestCaches.Row;
import dev.millrace.config.CachePolicy;
import dev.millrace.config.CachePolicy.Strategy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class VersionedCacheTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final TestCaches test = new TestCaches();
    private final Map<Integer, Row> database = new HashMap<>(Map.of(1, new Row(1, "first")));
    private final List<Integer> loaded = new ArrayList<>();
    /** What happens elsewhere while a value is on its way from the database. */
    private Runnable meanwhile = () -> {};

    private VersionedCache<Integer, Row> cache(CachePolicy policy) {
        return test.cache(policy, this::read);
    }

    private Optional<Row> read(int key) {
        loaded.add(key);
        Optional<Row> row = Optional.ofNullable(database.get(key));
        Runnable once = meanwhile;
        meanwhile = () -> {};
        once.run();
        return row;
    }

    private Row write(VersionedCache<Integer, Row> cache, int key, Row row) {
        try (var change = cache.change(key)) {
            database.put(key, row);
            change.stored(row);
        }
        return row;
    }

    private static Optional<Row> value(VersionedCache<Integer, Row> cache, int key) {
        return cache.get(key).map(Cached::value);
    }

    @Test
    void a_value_is_read_once_and_knows_its_age() {
        VersionedCache<Integer, Row> cache = cache(TestCaches.POLICY);
        assertThat(cache.get(1)).contains(new Cached<>(new Row(1, "first"), Duration.ZERO));

        test.pass(SECOND.multipliedBy(59));

        assertThat(cache.get(1)).contains(new Cached<>(new Row(1, "first"), SECOND.multipliedBy(59)));
        assertThat(loaded).containsExactly(1);
    }

    @Test
    void a_value_that_was_read_often_expires_all_the_same() {
        VersionedCache<Integer, Row> cache = cache(TestCaches.POLICY);
        for (int i = 0; i < 61; i++) {
            cache.get(1);
            test.pass(SECOND);
        }

        cache.get(1);

        assertThat(loaded).containsExactly(1, 1);
    }

    @Test
    void that_there_is_no_value_is_kept_for_a_time_of_its_own() {
        VersionedCache<Integer, Row> cache = cache(TestCaches.POLICY);
        for (int i = 0; i < 1_000; i++) {
            assertThat(cache.get(404)).isEmpty();
        }
        assertThat(loaded).containsExactly(404);
        assertThat(test.count("millrace.cache.gets", "result", "negative_hit")).isEqualTo(999);

        test.pass(SECOND.multipliedBy(5));
        cache.get(404);

        assertThat(loaded).containsExactly(404, 404);
    }

    @Test
    void what_was_made_is_found_although_it_was_asked_for_before() {
        VersionedCache<Integer, Row> cache = cache(TestCaches.POLICY);
        assertThat(cache.get(2)).isEmpty();

        database.put(2, new Row(1, "made"));
        cache.invalidate(2);

        assertThat(value(cache, 2)).contains(new Row(1, "made"));
    }

    @Test
    void knowledge_of_what_does_not_exist_is_bounded() {
        VersionedCache<Integer, Row> cache = cache(TestCaches.POLICY);

        for (int key = 0; key < 20_000; key++) {
            cache.get(key);
        }

        assertThat(cache.size()).isLessThanOrEqualTo(1_000);
        assertThat(test.count("millrace.cache.evictions", "cause", "size")).isGreaterThanOrEqualTo(19_000);
    }

    @ParameterizedTest
    @EnumSource(Strategy.class)
    void who_wrote_reads_what_was_written(Strategy strategy) {
        VersionedCache<Integer, Row> cache = cache(TestCaches.policy(strategy, SECOND, 0, SECOND, 10, 0));
        cache.get(1);

        Row second = write(cache, 1, new Row(2, "second"));

        assertThat(value(cache, 1)).contains(second);
        assertThat(loaded.size())
                .isEqualTo(
                        switch (strategy) {
                            case WRITE_THROUGH -> 1;
                            case CACHE_ASIDE, NONE -> 2;
                        });
    }

    @ParameterizedTest
    @EnumSource(Strategy.class)
    void what_was_removed_is_gone(Strategy strategy) {
        VersionedCache<Integer, Row> cache = cache(TestCaches.policy(strategy, SECOND, 0, SECOND, 10, 0));
        cache.get(1);

        try (var change = cache.change(1)) {
            database.remove(1);
            change.removed(1);
        }

        assertThat(cache.get(1)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Strategy.class)
    void a_change_that_was_not_told_to_its_end_may_have_happened(Strategy strategy) {
        VersionedCache<Integer, Row> cache = cache(TestCaches.policy(strategy, SECOND, 0, SECOND, 10, 0));
        cache.get(1);

        try (var _ = cache.change(1)) {
            database.put(1, new Row(2, "committed, but the answer was lost"));
        }

        assertThat(value(cache, 1)).map(Row::version).contains(2L);
    }

    @Test
    void what_was_read_before_a_change_is_not_kept_after_it() {
        VersionedCache<Integer, Row> cache = cache(TestCaches.POLICY);
        meanwhile = () -> write(cache, 1, new Row(2, "second"));

        assertThat(value(cache, 1)).map(Row::version).contains(2L);

        assertThat(loaded).as("the first reading was overtaken").containsExactly(1, 1);
        assertThat(test.count("millrace.cache.refused")).isEqualTo(1);
    }

    @Test
    void a_slow_read_brings_nothing_back_though_the_newer_entry_is_gone() {
        VersionedCache<Integer, Row> cache = cache(TestCaches.writeThrough());
        meanwhile = () -> {
            write(cache, 1, new Row(2, "second"));
            test.pass(SECOND.multipliedBy(61));
        };

        cache.get(1);

        assertThat(value(cache, 1)).map(Row::version).contains(2L);
    }

    @Test
    void a_slow_read_brings_nothing_back_that_was_removed() {
        VersionedCache<Integer, Row> cache = cache(TestCaches.writeThrough());
        meanwhile = () -> {
            try (var change = cache.change(1)) {
                database.remove(1);
                change.removed(1);
            }
            test.pass(SECOND.multipliedBy(6));
        };

        cache.get(1);

        assertThat(cache.get(1)).isEmpty();
    }

    @Test
    void a_writer_who_tells_late_does_not_replace_what_came_after() {
        VersionedCache<Integer, Row> cache = cache(TestCaches.writeThrough());
        try (var late = cache.change(1)) {
            Row second = new Row(2, "second");
            database.put(1, second);
            write(cache, 1, new Row(3, "third"));

            late.stored(second);
        }

        assertThat(value(cache, 1)).map(Row::version).contains(3L);
        assertThat(loaded).isEmpty();
    }

    @Test
    void a_writer_who_tells_late_brings_nothing_back_though_the_newer_entry_is_gone() {
        VersionedCache<Integer, Row> cache = cache(TestCaches.writeThrough());
        try (var late = cache.change(1)) {
            Row second = new Row(2, "second");
            database.put(1, second);
            write(cache, 1, new Row(3, "third"));
            test.pass(SECOND.multipliedBy(61));

            late.stored(second);
        }

        assertThat(value(cache, 1)).map(Row::version).contains(3L);
    }

    @Test
    void a_flush_during_a_change_leaves_nothing_that_was_before_it() {
        VersionedCache<Integer, Row> cache = cache(TestCaches.writeThrough());
        try (var change = cache.change(1)) {
            cache.flush();
            cache.get(1);
            Row second = new Row(2, "second");
            database.put(1, second);
            change.stored(second);
        }

        assertThat(value(cache, 1)).map(Row::version).contains(2L);
    }

    @Test
    void what_was_read_before_a_flush_is_not_kept_after_it() {
        VersionedCache<Integer, Row> cache = cache(TestCaches.POLICY);
        meanwhile = () -> {
            cache.flush();
            database.put(1, new Row(1, "changed by hand"));
        };

        assertThat(value(cache, 1)).map(Row::text).contains("changed by hand");
    }

    @Test
    void a_flush_answers_how_much_it_dropped() {
        VersionedCache<Integer, Row> cache = cache(TestCaches.POLICY);
        cache.get(1);
        cache.get(2);

        assertThat(cache.flush()).isEqualTo(2);
        assertThat(cache.flush()).isZero();
    }

    @Test
    void a_failure_is_not_kept() {
        meanwhile = () -> {
            throw new IllegalStateException("the database is away");
        };
        VersionedCache<Integer, Row> cache = cache(TestCaches.POLICY);

        assertThatThrownBy(() -> cache.get(1)).hasMessage("the database is away");

        assertThat(value(cache, 1)).map(Row::text).contains("first");
        assertThat(test.metrics
                        .get("millrace.cache.load")
                        .tag("result", "failure")
                        .timer()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void without_a_cache_every_read_goes_to_the_database() {
        VersionedCache<Integer, Row> cache = cache(TestCaches.policy(Strategy.NONE, SECOND, 0, SECOND, 10, 0.5));

        cache.get(1);
        cache.get(1);

        assertThat(loaded).containsExactly(1, 1);
        assertThat(cache.size()).isZero();
    }

    @Test
    void big_values_count_for_more() {
        VersionedCache<Integer, Row> cache = new VersionedCache<>(
                TestCaches.spec(
                        "big",
                        TestCaches.policy(Strategy.CACHE_ASIDE, SECOND, 0, SECOND, 100, 0),
                        (Integer key) -> Optional.of(new Row(1, "row " + key)),
                        Row::version,
                        _ -> 10,
                        1),
                new CacheMetrics(test.metrics, "big"),
                test.nanos::get,
                test.background::add,
                () -> 0);

        for (int key = 0; key < 1_000; key++) {
            cache.get(key);
        }

        assertThat(cache.size()).isLessThanOrEqualTo(10);
    }
}
