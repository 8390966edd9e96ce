package dev.millrace.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.access.Budget.Spent;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BudgetTest {
    private final AtomicLong nanos = new AtomicLong();
    private final LocalBudget budget = new LocalBudget(new Quota("requests", 60, 3), nanos::get);

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private void use(int times) {
        for (int i = 0; i < times; i++) {
            assertThat(budget.spend("ada").granted()).isTrue();
        }
    }

    @Test
    void a_burst_is_granted_and_no_more() {
        use(3);

        Spent refused = budget.spend("ada");

        assertThat(refused.granted()).isFalse();
        assertThat(refused.remaining()).isZero();
        assertThat(refused.secondsToNext()).isEqualTo(1);
        assertThat(refused.secondsToFull()).isEqualTo(3);
    }

    @Test
    void what_was_used_comes_back_at_an_even_pace() {
        use(3);
        pass(Duration.ofMillis(999));
        assertThat(budget.spend("ada").granted()).isFalse();

        pass(Duration.ofMillis(1));
        assertThat(budget.spend("ada").granted()).isTrue();
        assertThat(budget.spend("ada").granted()).isFalse();
    }

    @Test
    void nobody_gets_more_than_a_burst_for_waiting_longer() {
        use(3);
        pass(Duration.ofHours(1));
        use(3);

        assertThat(budget.spend("ada").granted()).isFalse();
    }

    @Test
    void callers_do_not_share() {
        use(3);

        assertThat(budget.spend("bob").granted()).isTrue();
    }

    @Test
    void not_every_name_is_remembered() {
        for (int i = 0; i < 100_000; i++) {
            budget.spend("address " + i);
        }

        assertThat(budget.size()).isLessThanOrEqualTo(50_000);
    }

    @Test
    void who_has_not_come_for_long_is_forgotten() {
        use(1);
        pass(Duration.ofSeconds(10));
        budget.spend("bob");

        assertThat(budget.size()).isEqualTo(1);
    }

    @Test
    void no_limit_is_none() {
        LocalBudget unlimited = new LocalBudget(new Quota("requests", 0, 1), nanos::get);

        for (int i = 0; i < 100; i++) {
            assertThat(unlimited.spend("ada").granted()).isTrue();
        }
    }

    @Test
    void quota_and_state_are_told_as_the_draft_says() {
        assertThat(new Quota("requests", 6_000, 600).policy()).isEqualTo("\"requests\";q=600;w=6");
        assertThat(budget.spend("ada").state()).isEqualTo("\"requests\";r=2;t=1");
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /v1/workflows/deploy/run, true",
        "POST, /v1/executions, true",
        "POST, /v1/executions/x-1/rerun, true",
        "POST, /v1/executions/x-1/resume, true",
        "GET, /v1/executions, false",
        "POST, /v1/executions/x-1/cancel, false",
        "POST, /v1/workflows, false",
        "POST, /v1/api-keys, false",
    })
    void what_starts_work_is_counted_apart(String method, String path, boolean start) {
        assertThat(RateLimits.isStart(method, path)).isEqualTo(start);
    }
}
