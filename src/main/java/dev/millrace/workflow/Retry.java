package dev.millrace.workflow;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * How often and when a failed step is tried again.
 *
 * @param maxAttempts all tries together, at least 1
 * @param initialDelay before the second try
 * @param maxDelay no delay is longer; empty for no bound
 * @param multiplier the growth of {@link Backoff#EXPONENTIAL}, above 0
 * @param jitter by which share, 0 to 1, a delay is lengthened or shortened at random
 * @param exitCodes only these exit codes are tried again; empty for all but 0
 */
public record Retry(
        int maxAttempts,
        Duration initialDelay,
        Optional<Duration> maxDelay,
        Backoff backoff,
        double multiplier,
        double jitter,
        Set<Integer> exitCodes) {

    /** How the delay grows with the number n of failed tries. */
    public enum Backoff {
        /** It stays {@code initialDelay}. */
        CONSTANT,
        /** {@code initialDelay * n}. */
        LINEAR,
        /** {@code initialDelay * multiplier^(n-1)}. */
        EXPONENTIAL
    }

    public Retry {
        exitCodes = Set.copyOf(exitCodes);
    }

    /**
     * How long to wait after a failed try, before jitter; never longer than {@code maxDelay}.
     *
     * @param failedTries how many tries have failed so far, at least 1
     */
    public Duration delayAfter(int failedTries) {
        double factor =
                switch (backoff) {
                    case CONSTANT -> 1;
                    case LINEAR -> failedTries;
                    case EXPONENTIAL -> Math.pow(multiplier, failedTries - 1.0);
                };
        double millis = Math.min(initialDelay.toMillis() * factor, (double) Durations.LONGEST.toMillis());
        Duration delay = Duration.ofMillis(Math.round(millis));
        return maxDelay.filter(longest -> longest.compareTo(delay) < 0).orElse(delay);
    }
}
