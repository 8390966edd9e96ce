package dev.millrace.execution;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The caller's wish to wait for the end: {@code Prefer: wait=30} (RFC 7240, section 4.3), in seconds. */
final class Preference {
    private static final Pattern WAIT =
            Pattern.compile("(?:^|[,;\\s])wait\\s*=\\s*\"?(\\d{1,6})\"?", Pattern.CASE_INSENSITIVE);

    /** Longer waits are cut: proxies and clients give up about then. */
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private Preference() {}

    /** How long to wait, or null when the caller does not wish to. */
    static @Nullable Duration wait(@Nullable String header) {
        if (header == null) {
            return null;
        }
        Matcher matcher = WAIT.matcher(header);
        if (!matcher.find()) {
            return null;
        }
        Duration wanted = Duration.ofSeconds(Long.parseLong(matcher.group(1)));
        return wanted.compareTo(LONGEST) > 0 ? LONGEST : wanted;
    }
}
