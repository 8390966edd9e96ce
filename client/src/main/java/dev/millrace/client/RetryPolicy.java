package dev.millrace.client;

import java.time.Duration;

/**
 * How often a request is sent, and how long the client waits in between. Answers 429 and 503 are waited for as long as their
 * {@code Retry-After} says; lost connections, and such answers without it, {@code firstDelay}, then twice as long each
 * time. A request is sent again after a lost connection only if it cannot act twice.
 *
 * @param attempts how often it is sent at most, from 1
 * @param longestDelay above which a wait is not worth it: then the answer is given at once
 */
public record RetryPolicy(int attempts, Duration firstDelay, Duration longestDelay) {
    /** Five attempts, 200 ms to 30 s apart. */
    public static final RetryPolicy DEFAULT = new RetryPolicy(5, Duration.ofMillis(200), Duration.ofSeconds(30));

    /** Each request is sent once. */
    public static final RetryPolicy NONE = new RetryPolicy(1, Duration.ZERO, Duration.ZERO);

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException for no attempt, or delays below zero
     */
    public RetryPolicy {
        if (attempts < 1 || firstDelay.isNegative() || longestDelay.isNegative()) {
            throw new IllegalArgumentException("there is at least one attempt, and no delay below zero");
        }
    }

    /** The wait after an attempt, counted from 1, whose answer does not name one. */
    Duration after(int attempt) {
        Duration delay = firstDelay.multipliedBy(1L << Math.min(attempt - 1, 20));
        return delay.compareTo(longestDelay) < 0 ? delay : longestDelay;
    }
}
