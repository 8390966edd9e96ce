package dev.millrace.config;

import java.time.Duration;

/**
 * How values of one kind are kept in memory.
 *
 * @param strategy what reads and writes do with the cache
 * @param ttl how long a value may be used after it was read from the database
 * @param jitter the share of a lifetime, from 0 to 1, of which chance takes off up to all, so that what was read together
 *     does not expire together
 * @param negativeTtl the same as {@code ttl} for the knowledge that a key has no value; zero to look each time
 * @param maxEntries how many values of usual size are kept; big ones count more
 * @param refreshAhead the share of a lifetime, from 0 to 1, after which a value that is asked for is read anew in the
 *     background; 0 for never
 * @param maxAge how old a value may become in the memory of a client ({@code Cache-Control: max-age})
 */
public record CachePolicy(
        Strategy strategy,
        Duration ttl,
        double jitter,
        Duration negativeTtl,
        int maxEntries,
        double refreshAhead,
        Duration maxAge) {

    /** What reads and writes do with a cache. After a write that was acknowledged, none serves what was before it. */
    public enum Strategy {
        /** A value is kept when it was read; a write drops it. */
        CACHE_ASIDE,
        /** A value is kept when it was read; a write replaces it by the new one. */
        WRITE_THROUGH,
        /** Every read goes to the database. */
        NONE
    }
}
