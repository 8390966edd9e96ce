package dev.millrace.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.cache.TestCaches.Row;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

/** One interleaving step by step, with threads that are held where they look at the clock. */
class LateJoinTest {
    private static final String KEY = "key";

    private final TestCaches test = new TestCaches();
    private final Map<Thread, Semaphore> held = new ConcurrentHashMap<>();
    private volatile Row row = new Row(1, "before");

    private final VersionedCache<String, Row> cache = new VersionedCache<>(
            TestCaches.spec("rows", TestCaches.POLICY, _ -> Optional.of(row), Row::version, _ -> 1, 100),
            new CacheMetrics(test.metrics, "rows"),
            this::now,
            Runnable::run,
            () -> 0);

    private long now() {
        Semaphore looks = held.get(Thread.currentThread());
        if (looks != null) {
            looks.acquireUninterruptibly();
        }
        return test.nanos.get();
    }

    /** A thread that goes on by one look at the clock for each permit. */
    private Held hold(ExecutorService threads, Callable<?> work) throws Exception {
        Semaphore looks = new Semaphore(0);
        Semaphore begun = new Semaphore(0);
        Future<?> result = threads.submit(() -> {
            held.put(Thread.currentThread(), looks);
            begun.release();
            return work.call();
        });
        begun.acquire();
        return new Held(looks, result);
    }

    private record Held(Semaphore looks, Future<?> result) {
        void awaitLook() {
            await().until(looks::hasQueuedThreads);
        }

        void goOn(int times) {
            looks.release(times);
        }
    }

    private Row read() {
        return cache.get(KEY).map(Cached::value).orElseThrow();
    }

    @Test
    void who_asks_after_a_change_is_not_told_what_somebody_found_before_it() throws Exception {
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            Held early = hold(threads, this::read); // finds nothing, and is about to read
            early.awaitLook();
            read();
            row = new Row(2, "after");
            Held writer = hold(threads, () -> {
                cache.invalidate(KEY);
                return row;
            });
            writer.awaitLook(); // has outdated what is being read, but not yet dropped what is there
            early.goOn(1);
            early.awaitLook(); // has found that somebody else has read it
            writer.goOn(1_000);
            writer.result().get();

            FutureTask<Row> late = new FutureTask<>(this::read);
            Thread asking = Thread.ofPlatform().start(late);
            await().until(() -> asking.getState() == Thread.State.WAITING || late.isDone());
            early.goOn(1_000);

            assertThat(late.get()).isEqualTo(row);
            early.result().get();
        }
    }
}
