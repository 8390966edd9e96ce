package dev.millrace.access;

import dev.millrace.http.ProblemException;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads how long something is to last: seconds, or a number with its unit such as {@code 12h} or {@code 90d}. */
final class Lifetime {
    private static final Duration MOST = Duration.ofDays(3_650);
    private static final Pattern FORM = Pattern.compile("(\\d{1,9})\\s*([smhd]?)");

    private Lifetime() {}

    /** The duration, at least this long and at most ten years. Throws a 422 that names the field. */
    static Duration parse(String field, String text, Duration least) {
        Matcher matcher = FORM.matcher(text.strip());
        if (matcher.matches()) {
            long amount = Long.parseLong(matcher.group(1));
            Duration duration =
                    switch (matcher.group(2)) {
                        case "m" -> Duration.ofMinutes(amount);
                        case "h" -> Duration.ofHours(amount);
                        case "d" -> Duration.ofDays(amount);
                        default -> Duration.ofSeconds(amount);
                    };
            if (duration.compareTo(least) >= 0 && duration.compareTo(MOST) <= 0) {
                return duration;
            }
        }
        throw ProblemException.invalid(
                "/" + field,
                "%s must be seconds or a duration such as 30m, 12h or 90d, from %d seconds to %d days, not `%s`"
                        .formatted(field, least.toSeconds(), MOST.toDays(), text));
    }
}
