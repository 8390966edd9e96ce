package dev.millrace.execution;

import dev.millrace.workflow.Retry;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/** Decides whether, and when, a failed attempt is followed by another. */
final class Attempts {
    /** What would fail in the same way each time. */
    private static final Set<String> HOPELESS =
            Set.of(Failure.TEMPLATE, Failure.INVALID_INPUTS, Failure.ADDRESS_REFUSED, Failure.COMMAND_STEPS_DISABLED);

    private Attempts() {}

    /** Whether to try again. What would fail in the same way each time, such as a template, is not tried again. */
    static boolean again(Retry retry, int attempt, Outcome outcome) {
        if (outcome.succeeded() || attempt >= retry.maxAttempts()) {
            return false;
        }
        if (outcome.error() != null && HOPELESS.contains(outcome.error().code())) {
            return false;
        }
        return retry.exitCodes().isEmpty()
                || outcome.exitCode() == null
                || retry.exitCodes().contains(Objects.requireNonNull(outcome.exitCode()));
    }

    /** How long to wait after this attempt, jitter included. */
    static Duration delay(Retry retry, int attempt) {
        Duration delay = retry.delayAfter(attempt);
        if (retry.jitter() == 0 || delay.isZero()) {
            return delay;
        }
        double factor = 1 + retry.jitter() * ThreadLocalRandom.current().nextDouble(-1, 1);
        return Duration.ofMillis(Math.round(delay.toMillis() * factor));
    }
}
