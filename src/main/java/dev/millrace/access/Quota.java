package dev.millrace.access;

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
}
