package dev.millrace.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cache.TestCaches.Row;
import dev.millrace.config.CachePolicy;
import dev.millrace.config.CachePolicy.Strategy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** How long entries live, and how they are read anew before they expire. */
class RefreshTest {
    private static final CachePolicy AHEAD =
            TestCaches.policy(Strategy.CACHE_ASIDE, Duration.ofSeconds(10), 0, Duration.ofSeconds(10), 1_000, 0.8);

    private final TestCaches test = new TestCaches();
    private final List<Integer> loaded = new ArrayList<>();
    private Row row = new Row(1, "first");
    private boolean away;

    private Optional<Row> read(int key) {
        loaded.add(key);
        if (away) {
            throw new IllegalStateException("the database is away");
        }
        return key == 404 ? Optional.empty() : Optional.of(row);
    }

    private static long version(VersionedCache<Integer, Row> cache, int key) {
        return cache.get(key).orElseThrow().value().version();
    }

    @Test
    void a_value_that_is_asked_for_is_read_anew_in_the_background_before_it_expires() {
        VersionedCache<Integer, Row> cache = test.cache(AHEAD, this::read);
        cache.get(1);
        row = new Row(2, "second, changed elsewhere");

        test.pass(Duration.ofMillis(7_999));
        assertThat(version(cache, 1)).isEqualTo(1);
        assertThat(test.background).isEmpty();

        test.pass(Duration.ofMillis(1));
        assertThat(version(cache, 1)).isEqualTo(1);
        assertThat(version(cache, 1)).isEqualTo(1);
        assertThat(test.background).as("one reads, however many ask").hasSize(1);
        test.runBackground();

        assertThat(version(cache, 1)).isEqualTo(2);
        test.pass(Duration.ofMillis(7_999));
        assertThat(version(cache, 1)).as("with a whole lifetime").isEqualTo(2);
        assertThat(loaded).hasSize(2);
        assertThat(test.count("millrace.cache.refreshes")).isEqualTo(1);
    }

    @Test
    void a_refresh_that_fails_leaves_the_entry_until_it_expires_and_is_not_tried_again() {
        VersionedCache<Integer, Row> cache = test.cache(AHEAD, this::read);
        cache.get(1);
        test.pass(Duration.ofSeconds(8));
        away = true;
        cache.get(1);
        test.runBackground();

        assertThat(version(cache, 1)).isEqualTo(1);
        assertThat(test.background).isEmpty();

        test.pass(Duration.ofSeconds(2));
        away = false;
        cache.get(1);
        assertThat(loaded).hasSize(3);
    }

    @Test
    void a_refresh_that_was_overtaken_by_a_change_keeps_nothing() {
        VersionedCache<Integer, Row> cache = test.cache(
                TestCaches.policy(
                        Strategy.WRITE_THROUGH, Duration.ofSeconds(10), 0, Duration.ofSeconds(10), 1_000, 0.8),
                key -> Optional.of(new Row(1, "as it was")));
        cache.get(1);
        test.pass(Duration.ofSeconds(9));
        cache.get(1);
        assertThat(test.background).hasSize(1);

        try (var change = cache.change(1)) {
            change.stored(new Row(2, "second"));
        }
        test.runBackground();

        assertThat(version(cache, 1)).isEqualTo(2);
    }

    @Test
    void a_refresh_finds_that_a_value_is_gone() {
        VersionedCache<Integer, Row> cache = test.cache(AHEAD, key -> away ? Optional.empty() : Optional.of(row));
        cache.get(1);
        test.pass(Duration.ofSeconds(9));
        away = true;
        cache.get(1);
        test.runBackground();

        assertThat(cache.get(1)).isEmpty();
    }

    @Test
    void refreshes_leave_most_of_the_database_to_those_who_ask() {
        VersionedCache<Integer, Row> cache = test.cache(AHEAD, this::read);
        for (int key = 0; key < 100; key++) {
            cache.get(key);
        }
        test.pass(Duration.ofSeconds(9));
        for (int key = 0; key < 100; key++) {
            cache.get(key);
        }

        assertThat(test.background).hasSize(4);
        test.runBackground();
        cache.get(50);
        assertThat(test.background).as("the next ones, when they are done").hasSize(1);
    }

    @Test
    void what_does_not_exist_is_not_looked_for_in_the_background() {
        VersionedCache<Integer, Row> cache = test.cache(AHEAD, this::read);
        cache.get(404);
        test.pass(Duration.ofSeconds(9));
        cache.get(404);

        assertThat(test.background).isEmpty();
    }

    @Test
    void lifetimes_are_spread_by_the_jitter_and_never_longer_than_the_policy_says() {
        Duration ttl = Duration.ofSeconds(100);
        Lifetimes lifetimes =
                new Lifetimes(TestCaches.policy(Strategy.CACHE_ASIDE, ttl, 0.2, ttl, 1, 0), new Random(7)::nextDouble);
        TreeSet<Long> seconds = new TreeSet<>();

        for (int i = 0; i < 1_000; i++) {
            Entry<Row> entry = lifetimes.entry(Optional.of(row), 1, 0, 5);
            assertThat(entry.deadline() - entry.readAt())
                    .isBetween(ttl.multipliedBy(8).dividedBy(10).toNanos(), ttl.toNanos());
            seconds.add(Duration.ofNanos(entry.deadline()).toSeconds());
        }

        assertThat(seconds).as("an even spread over the fifth that chance has").hasSizeGreaterThanOrEqualTo(20);
    }

    @Test
    void a_page_is_outdated_by_any_change() {
        List<String> queries = new ArrayList<>();
        Runnable[] meanwhile = {() -> {}};
        ListCache<String, String> lists = new ListCache<>(new VersionedCache<>(
                TestCaches.<String, String>spec(
                        "lists",
                        TestCaches.POLICY,
                        query -> {
                            queries.add(query);
                            meanwhile[0].run();
                            return Optional.of(query + " page " + queries.size());
                        },
                        _ -> 1,
                        _ -> 1,
                        1),
                new CacheMetrics(test.metrics, "lists"),
                test.nanos::get,
                test.background::add,
                () -> 0));
        assertThat(lists.get("a").value()).isEqualTo("a page 1");
        assertThat(lists.get("b").value()).isEqualTo("b page 2");
        assertThat(lists.get("a").value()).isEqualTo("a page 1");

        lists.changed();

        assertThat(lists.get("a").value()).isEqualTo("a page 3");
        assertThat(lists.get("b").value()).isEqualTo("b page 4");

        meanwhile[0] = lists::changed;
        assertThat(lists.get("c").value()).isEqualTo("c page 5");
        meanwhile[0] = () -> {};
        assertThat(lists.get("c").value())
                .as("the former page was read before the change")
                .isEqualTo("c page 6");
        assertThat(lists.get("c").value()).isEqualTo("c page 6");
    }
}
