package dev.millrace.workflow;

import dev.millrace.workflow.Retry.Backoff;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/** Reads {@code retry} of a step. */
final class RetryReader {
    private static final int MOST_ATTEMPTS = 1_000_000;

    private RetryReader() {}

    static Optional<Retry> read(Section step) {
        return step.section("retry", "retry of " + step.subject()).map(RetryReader::retry);
    }

    private static Retry retry(Section section) {
        OptionalInt maxAttempts = section.integer("max_attempts", 1, MOST_ATTEMPTS);
        if (!section.has("max_attempts")) {
            section.missing("max_attempts", "say how many tries there are in all");
        }
        Retry retry = new Retry(
                maxAttempts.orElse(1),
                section.duration("initial_delay").orElse(Duration.ZERO),
                section.duration("max_delay").filter(Duration::isPositive),
                section.choice("backoff", Backoff.class).orElse(Backoff.CONSTANT),
                section.decimal("multiplier", "a number above 0", n -> n > 0).orElse(2.0),
                section.decimal("jitter", "a number from 0 to 1", n -> n >= 0 && n <= 1)
                        .orElse(0.0),
                exitCodes(section));
        section.refuseOtherKeys();
        return retry;
    }

    private static Set<Integer> exitCodes(Section section) {
        Set<Integer> codes = new LinkedHashSet<>();
        for (String text : section.texts("retryable_exit_codes")) {
            OptionalLong code = PlainScalar.integer(text);
            if (code.isPresent() && code.getAsLong() >= -1 && code.getAsLong() <= 255) {
                codes.add((int) code.getAsLong());
            } else {
                section.error(
                        "retryable_exit_codes",
                        "retryable_exit_codes of %s must be exit codes from 0 to 255, or -1 for a killed command, not %s"
                                .formatted(section.subject(), Quoted.of(text)));
            }
        }
        return codes;
    }
}
