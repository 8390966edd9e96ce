package dev.millrace.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.workflow.Retry.Backoff;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryTest {
    private static Retry retry(Backoff backoff, Optional<Duration> maxDelay) {
        return new Retry(5, Duration.ofMillis(100), maxDelay, backoff, 3, 0, Set.of());
    }

    @ParameterizedTest
    @CsvSource({
        "CONSTANT, 1, 100",
        "CONSTANT, 4, 100",
        "LINEAR, 1, 100",
        "LINEAR, 4, 400",
        "EXPONENTIAL, 1, 100",
        "EXPONENTIAL, 2, 300",
        "EXPONENTIAL, 4, 2700"
    })
    void growsTheDelayAsTheBackoffSays(Backoff backoff, int failedTries, long millis) {
        assertThat(retry(backoff, Optional.empty()).delayAfter(failedTries)).isEqualTo(Duration.ofMillis(millis));
    }

    @Test
    void neverWaitsLongerThanTheMaximum() {
        Retry retry = retry(Backoff.EXPONENTIAL, Optional.of(Duration.ofSeconds(1)));
        assertThat(retry.delayAfter(2)).isEqualTo(Duration.ofMillis(300));
        assertThat(retry.delayAfter(4)).isEqualTo(Duration.ofSeconds(1));
        assertThat(retry.delayAfter(100_000)).isEqualTo(Duration.ofSeconds(1));
        assertThat(retry(Backoff.EXPONENTIAL, Optional.empty()).delayAfter(100_000))
                .isEqualTo(Durations.LONGEST);
    }
}
