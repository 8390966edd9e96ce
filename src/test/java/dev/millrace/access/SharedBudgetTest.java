package dev.millrace.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.access.Budget.Spent;
import dev.millrace.cluster.Redis;
import dev.millrace.testing.TestRedis;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** One quota, counted by two servers. */
class SharedBudgetTest {
    private static final Quota SLOW = new Quota("requests", 1, 40);
    private static final Quota USUAL = new Quota("requests", 6_000, 600);

    private final String ada = "user ada " + UUID.randomUUID();

    private static long granted(Budget budget, String who, int attempts) {
        return IntStream.range(0, attempts)
                .filter(_ -> budget.spend(who).granted())
                .count();
    }

    @Test
    void servers_count_together() {
        try (Redis first = TestRedis.shared().connect();
                Redis second = TestRedis.shared().connect()) {
            Budget here = new SharedBudget(SLOW, first, System::nanoTime);
            Budget there = new SharedBudget(SLOW, second, System::nanoTime);

            assertThat(granted(here, ada, 30) + granted(there, ada, 30)).isEqualTo(40);
            Spent refused = here.spend(ada);
            assertThat(refused.granted()).isFalse();
            assertThat(refused.remaining()).isZero();
            assertThat(refused.secondsToNext()).isBetween(1L, 60L);
            assertThat(here.spend("user bob " + UUID.randomUUID()).granted()).isTrue();
        }
    }

    @Test
    void never_more_is_granted_than_there_is_however_many_ask() throws InterruptedException, ExecutionException {
        Quota quota = new Quota("requests", 120, 1_000);
        try (Redis first = TestRedis.shared().connect();
                Redis second = TestRedis.shared().connect();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Budget> budgets = List.of(
                    new SharedBudget(quota, first, System::nanoTime),
                    new SharedBudget(quota, second, System::nanoTime));
            long began = System.nanoTime();
            List<Callable<Long>> tasks = IntStream.range(0, 8)
                    .<Callable<Long>>mapToObj(i -> () -> granted(budgets.get(i % 2), ada, 400))
                    .toList();
            long granted = 0;
            for (Future<Long> task : threads.invokeAll(tasks)) {
                granted += task.get();
            }
            long refilled = Math.ceilDiv((System.nanoTime() - began) * 2, 1_000_000_000);
            assertThat(granted).isBetween(900L, 1_000L + refilled);
        }
    }

    @Test
    void what_was_leased_and_not_spent_within_a_second_is_let_go() {
        Quota leasesTwo = new Quota("requests", 240, 1_000);
        AtomicLong time = new AtomicLong();
        try (Redis first = TestRedis.shared().connect();
                Redis second = TestRedis.shared().connect()) {
            Budget here = new SharedBudget(leasesTwo, first, time::get);
            Budget there = new SharedBudget(leasesTwo, second, System::nanoTime);
            assertThat(granted(here, ada, 2)).as("of three that were leased").isEqualTo(2);
            assertThat(granted(there, ada, 500)).isEqualTo(500);

            time.addAndGet(Duration.ofMillis(1_500).toNanos());
            assertThat(here.spend(ada).remaining()).as("what Redis knows").isLessThan(700);
        }
    }

    @Test
    void a_busy_caller_costs_few_round_trips() throws Redis.Away {
        try (Redis redis = TestRedis.shared().connect()) {
            Budget budget = new SharedBudget(USUAL, redis, System::nanoTime);
            long before = commands(redis);

            assertThat(granted(budget, ada, 300)).isEqualTo(300);

            assertThat(commands(redis) - before).isLessThan(100);
        }
    }

    private static long commands(Redis redis) throws Redis.Away {
        String stats = redis.ask(connection -> connection.sync().info("stats"));
        return stats.lines()
                .filter(line -> line.startsWith("total_commands_processed:"))
                .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(':') + 1)))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void without_redis_each_server_grants_its_share_and_counts_together_again_afterwards() {
        try (TestRedis server = TestRedis.start();
                Redis redis = server.connect()) {
            Budget budget = new SharedBudget(SLOW, redis, System::nanoTime);
            assertThat(granted(budget, ada, 50)).isEqualTo(40);

            server.kill();
            TestRedis.awaitState(redis, Redis.State.DEGRADED);
            assertThat(granted(budget, ada, 50)).as("by a server alone").isEqualTo(40);

            server.startAgain();
            TestRedis.awaitState(redis, Redis.State.CONNECTED);
            assertThat(granted(budget, ada, 50)).as("Redis has forgotten").isEqualTo(40);
            server.flushAll();
            assertThat(budget.spend("user bob").granted()).isTrue();
        }
    }

    @Test
    void a_share_is_never_nothing() {
        assertThat(new Quota("starts", 100, 10).share(3)).isEqualTo(new Quota("starts", 34, 4));
        assertThat(new Quota("starts", 1, 1).share(3)).isEqualTo(new Quota("starts", 1, 1));
    }
}
