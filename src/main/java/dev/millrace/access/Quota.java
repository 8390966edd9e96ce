package dev.millrace.access;

import io.github.bucket4j.Bandwidth;
import java.time.Duration;

/**
 * How much may be asked for.
 *
 * @param name what clients know it by
 * @param perMinute in the long run; 0 for no limit
 * @param burst how much at once
 */
record Quota(String name, long perMinute, long burst) {
    boolean isUnlimited() {
        return perMinute == 0;
    }

    /** How long it takes until a burst that was used up may come again; at least a second. */
    Duration window() {
        return Duration.ofSeconds(Math.max(1, Math.ceilDiv(burst * 60, perMinute)));
    }

    /** As an item of {@code RateLimit-Policy} (draft-ietf-httpapi-ratelimit-headers-10). */
    String policy() {
        return "\"" + name + "\";q=" + burst + ";w=" + window().toSeconds();
    }

    /** As the limit of a bucket: it holds a burst, and fills up at an even pace. */
    Bandwidth bandwidth() {
        return Bandwidth.builder()
                .capacity(burst)
                .refillGreedy(perMinute, Duration.ofMinutes(1))
                .build();
    }

    /** What one of several servers may grant when they do not hear of each other; at least one. */
    Quota share(int servers) {
        return new Quota(name, Math.ceilDiv(perMinute, servers), Math.ceilDiv(burst, servers));
    }
}
