package dev.millrace.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.millrace.cache.TestCaches.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Many who ask for one key that is not in the cache. */
class StampedeTest {
    private static final int CALLERS = 1_000;

    private final TestCaches test = new TestCaches();
    private final AtomicInteger loads = new AtomicInteger();
    private final CountDownLatch answer = new CountDownLatch(1);
    private final List<CompletableFuture<Optional<Cached<Row>>>> results = new ArrayList<>();

    private void awaitAnswer() {
        try {
            answer.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void callUntilAllWait(VersionedCache<Integer, Row> cache) {
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            CompletableFuture<Optional<Cached<Row>>> result = new CompletableFuture<>();
            results.add(result);
            callers.add(Thread.ofVirtual().start(() -> {
                try {
                    result.complete(cache.get(1));
                } catch (RuntimeException e) {
                    result.completeExceptionally(e);
                }
            }));
        }
        await().until(() -> callers.stream().allMatch(caller -> caller.getState() == Thread.State.WAITING));
    }

    @Test
    void of_a_thousand_callers_one_reads_and_all_get_the_value() {
        VersionedCache<Integer, Row> cache = test.cache(TestCaches.POLICY, _ -> {
            loads.incrementAndGet();
            awaitAnswer();
            return Optional.of(new Row(1, "first"));
        });
        callUntilAllWait(cache);

        answer.countDown();

        assertThat(results)
                .allSatisfy(result ->
                        assertThat(result.join().orElseThrow().value()).isEqualTo(new Row(1, "first")));
        assertThat(loads).hasValue(1);
    }

    @Test
    void a_failure_reaches_all_who_wait_and_the_next_one_reads_again() {
        IllegalStateException away = new IllegalStateException("the database is away");
        VersionedCache<Integer, Row> cache = test.cache(TestCaches.POLICY, _ -> {
            loads.incrementAndGet();
            awaitAnswer();
            throw away;
        });
        callUntilAllWait(cache);

        answer.countDown();

        assertThat(results).allSatisfy(result -> assertThat(result)
                .failsWithin(Duration.ofSeconds(10))
                .withThrowableThat()
                .withCause(away));
        assertThat(loads).hasValue(1);
        assertThatThrownBy(() -> cache.get(1)).isSameAs(away);
        assertThat(loads).hasValue(2);
    }

    @Test
    void who_asks_after_a_change_does_not_wait_for_a_read_that_began_before() {
        AtomicInteger version = new AtomicInteger(1);
        VersionedCache<Integer, Row> cache = test.cache(TestCaches.POLICY, _ -> {
            Row row = new Row(version.get(), "row");
            if (loads.incrementAndGet() == 1) {
                awaitAnswer();
            }
            return Optional.of(row);
        });
        callUntilAllWait(cache);

        try (var change = cache.change(1)) {
            version.set(2);
            change.stored(new Row(2, "row"));
        }
        assertThat(cache.get(1).orElseThrow().value().version()).isEqualTo(2);
        answer.countDown();

        assertThat(results).allSatisfy(result -> assertThat(
                        result.join().orElseThrow().value().version())
                .isEqualTo(2));
        assertThat(cache.get(1).orElseThrow().value().version()).isEqualTo(2);
    }
}
