package dev.millrace.cache;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The right of a load or a change, while it is under way, to store what comes of it. Changes that are told meanwhile take
 * it away for all versions below theirs. So a slow load cannot bring back what is outdated, even when the newer entry has
 * left the cache again. Thread-safe.
 */
final class Claim {
    private final long generation;
    private final AtomicLong leastVersion = new AtomicLong();

    /**
     * @param generation the cache's when this began
     */
    Claim(long generation) {
        this.generation = generation;
    }

    long generation() {
        return generation;
    }

    /** From now on only this version and later ones may be stored. */
    void raise(long version) {
        leastVersion.accumulateAndGet(version, Math::max);
    }

    boolean admits(Entry<?> entry, long presentGeneration) {
        return generation == presentGeneration && entry.version() >= leastVersion.get();
    }
}
