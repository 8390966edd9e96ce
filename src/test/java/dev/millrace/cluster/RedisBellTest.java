package dev.millrace.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.testing.TestRedis;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two nodes that ring at each other through a Redis of their own. */
class RedisBellTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final TestRedis server = TestRedis.start();
    private final Redis redisA = server.connect();
    private final Redis redisB = server.connect();
    private final RedisBell a = RedisBell.open(redisA, "a");
    private final RedisBell b = RedisBell.open(redisB, "b");

    @BeforeEach
    void both_hear_each_other() {
        await().atMost(SOON).until(() -> redisA.nodes() == 2 && redisB.nodes() == 2);
    }

    @AfterEach
    void end() {
        a.close();
        b.close();
        redisA.close();
        redisB.close();
        server.close();
    }

    private static <S extends Signal> BlockingQueue<S> heard(RedisBell bell, Class<S> kind) {
        BlockingQueue<S> heard = new LinkedBlockingQueue<>();
        bell.listen(kind, heard::add);
        return heard;
    }

    private static <S> S next(BlockingQueue<S> heard) throws InterruptedException {
        S signal = heard.poll(SOON.toMillis(), TimeUnit.MILLISECONDS);
        assertThat(signal).isNotNull();
        return signal;
    }

    @Test
    void the_others_hear_a_signal_in_the_order_of_its_kind_and_the_ringer_does_not() throws InterruptedException {
        BlockingQueue<Signal.Appended> own = heard(a, Signal.Appended.class);
        BlockingQueue<Signal.Appended> others = heard(b, Signal.Appended.class);

        a.ring(new Signal.Appended(1, 2));
        a.ring(new Signal.Appended(1, 3));
        b.ring(new Signal.Appended(9, 9));

        assertThat(List.of(next(others), next(others)))
                .containsExactly(new Signal.Appended(1, 2), new Signal.Appended(1, 3));
        assertThat(next(own)).isEqualTo(new Signal.Appended(9, 9));
    }

    @Test
    void a_listener_that_fails_hears_the_next_signal() throws InterruptedException {
        BlockingQueue<Signal> heard = new LinkedBlockingQueue<>();
        b.listen(Signal.Asked.class, signal -> {
            if (signal.execution() == 1) {
                throw new IllegalStateException("thrown by the test");
            }
            heard.add(signal);
        });

        a.ring(new Signal.Asked(1));
        a.ring(new Signal.Asked(2));

        assertThat(next(heard)).isEqualTo(new Signal.Asked(2));
    }

    @Test
    void what_waits_goes_to_one_node_that_has_time_for_it() throws InterruptedException {
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch free = new CountDownLatch(1);
        a.listen(Signal.Queued.class, _ -> {
            busy.countDown();
            try {
                free.await();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });
        b.ring(new Signal.Queued(1));
        assertThat(busy.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();

        BlockingQueue<Signal.Queued> heard = heard(b, Signal.Queued.class);
        Set<Long> rung = new HashSet<>();
        for (long execution = 2; execution < 20; execution++) {
            a.ring(new Signal.Queued(execution));
            rung.add(execution);
        }

        Set<Long> taken = new HashSet<>();
        while (taken.size() < rung.size()) {
            taken.add(next(heard).execution());
        }
        assertThat(taken).isEqualTo(rung);
        free.countDown();
    }

    @Test
    void an_entry_that_names_no_execution_is_passed_over_for_good() throws Exception {
        BlockingQueue<Signal.Queued> heard = heard(b, Signal.Queued.class);
        add(QueuedStream.FIELD, "no number");
        add("another field", "1");
        a.ring(new Signal.Queued(2));

        assertThat(next(heard)).isEqualTo(new Signal.Queued(2));
        await().atMost(SOON).untilAsserted(() -> assertThat(unacknowledged()).isZero());
    }

    private void add(String field, String value) throws Redis.Away {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        redisA.ask(connection -> connection.sync().xadd(QueuedStream.STREAM, Map.of(field, bytes)));
    }

    private long unacknowledged() throws Redis.Away {
        return redisA.ask(connection -> connection
                .sync()
                .xpending(QueuedStream.STREAM, QueuedStream.GROUP)
                .getCount());
    }

    @Test
    void it_rings_again_when_redis_has_forgotten_everything() throws InterruptedException {
        BlockingQueue<Signal.Queued> queued = heard(b, Signal.Queued.class);
        BlockingQueue<Signal.Asked> asked = heard(b, Signal.Asked.class);
        a.ring(new Signal.Queued(1));
        next(queued);

        server.flushAll();
        a.ring(new Signal.Queued(2));
        a.ring(new Signal.Asked(3));

        assertThat(next(queued)).isEqualTo(new Signal.Queued(2));
        assertThat(next(asked)).isEqualTo(new Signal.Asked(3));
    }

    @Test
    void it_rings_again_after_redis_was_gone_and_says_that_signals_may_be_missing() throws InterruptedException {
        BlockingQueue<Signal.Queued> queued = heard(b, Signal.Queued.class);
        BlockingQueue<Signal.Asked> asked = heard(b, Signal.Asked.class);
        AtomicInteger gaps = new AtomicInteger();
        redisB.onGap(gaps::incrementAndGet);

        server.kill();
        TestRedis.awaitState(redisA, Redis.State.DEGRADED);
        TestRedis.awaitState(redisB, Redis.State.DEGRADED);
        a.ring(new Signal.Asked(1));
        a.ring(new Signal.Queued(1));
        server.startAgain();
        TestRedis.awaitState(redisA, Redis.State.CONNECTED);
        both_hear_each_other();

        assertThat(gaps.get()).as("when it is lost, and when it is there again").isGreaterThanOrEqualTo(2);
        a.ring(new Signal.Asked(2));
        assertThat(next(asked)).isEqualTo(new Signal.Asked(2));
        a.ring(new Signal.Queued(2));
        assertThat(next(queued)).isEqualTo(new Signal.Queued(2));
    }
}
