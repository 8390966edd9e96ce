package dev.millrace.access;

import org.jspecify.annotations.Nullable;

/**
 * An API key as it is kept. Times are milliseconds since 1970 UTC.
 *
 * @param row the number of its row; keys are listed by it
 * @param id the part of the key that is no secret
 * @param replaced the key that this one has replaced and that still works; null for none
 * @param expiresAt when it stops to work; null for never
 * @param lastUsedAt exact to a minute; null when it was never used
 */
record ApiKey(
        long row,
        String id,
        String userId,
        String name,
        Scopes scopes,
        KeyDigest digest,
        @Nullable Replaced replaced,
        @Nullable Long expiresAt,
        @Nullable Long lastUsedAt,
        long createdAt) {

    /** A former key in its time of grace. */
    record Replaced(KeyDigest digest, long until) {}

    /** Whether this is the key, or the one that it replaced, and still works. */
    boolean accepts(KeyDigest presented, long now) {
        return isLive(now)
                && (digest.matches(presented)
                        || (replaced != null
                                && now < replaced.until()
                                && replaced.digest().matches(presented)));
    }

    boolean isLive(long now) {
        return expiresAt == null || now < expiresAt;
    }
}
