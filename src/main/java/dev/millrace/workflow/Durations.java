package dev.millrace.workflow;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations as workflows write them: Go's notation ({@code 1m30s}, {@code 500ms}, {@code 1.5h}) or whole seconds. What
 * is left below a millisecond is rounded up, so that a limit never becomes none.
 */
public final class Durations {
    /** As long as Go's own durations can be, roughly 292 years. */
    static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE).truncatedTo(ChronoUnit.MILLIS);

    private static final int LONGEST_TEXT = 64;
    private static final Pattern SECONDS = Pattern.compile("[0-9]+");
    private static final Pattern PART = Pattern.compile("([0-9]+\\.?[0-9]*|\\.[0-9]+)(ns|us|µs|μs|ms|s|m|h)");
    private static final Pattern WHOLE = Pattern.compile("(?:" + PART.pattern() + ")+");

    private Durations() {}

    /** The duration of a text, or nothing if it is none, is negative or is longer than some 292 years. */
    public static Optional<Duration> parse(String text) {
        if (text.length() > LONGEST_TEXT) {
            return Optional.empty();
        }
        if (SECONDS.matcher(text).matches()) {
            return ofMillis(new BigDecimal(text).movePointRight(3));
        }
        if (!WHOLE.matcher(text).matches()) {
            return Optional.empty();
        }
        BigDecimal millis = BigDecimal.ZERO;
        for (Matcher part = PART.matcher(text); part.find(); ) {
            millis = millis.add(new BigDecimal(part.group(1)).multiply(millisOf(part.group(2))));
        }
        return ofMillis(millis);
    }

    private static BigDecimal millisOf(String unit) {
        return switch (unit) {
            case "h" -> BigDecimal.valueOf(3_600_000);
            case "m" -> BigDecimal.valueOf(60_000);
            case "s" -> BigDecimal.valueOf(1_000);
            case "ms" -> BigDecimal.ONE;
            case "ns" -> BigDecimal.ONE.movePointLeft(6);
            default -> BigDecimal.ONE.movePointLeft(3);
        };
    }

    private static Optional<Duration> ofMillis(BigDecimal millis) {
        BigDecimal whole = millis.setScale(0, RoundingMode.UP);
        return whole.compareTo(BigDecimal.valueOf(LONGEST.toMillis())) > 0
                ? Optional.empty()
                : Optional.of(Duration.ofMillis(whole.longValueExact()));
    }
}
