package dev.millrace.store;

import java.time.Clock;

/**
 * Makes the numbers that rows are keyed by: 42 bits of milliseconds since 2024-01-01 UTC, then 11 bits that count
 * within the millisecond, then 10 bits that say which node made it. They grow with time, so the newest rows are the last
 * ones, and no two nodes make the same. Thread-safe.
 */
public final class Ids {
    private static final long EPOCH = 1_704_067_200_000L;
    private static final int BITS_BELOW_TIME = 21;

    /** How many nodes can make numbers. */
    public static final int NODES = 1 << 10;

    private final Clock clock;
    private final int node;
    private long last;

    /** @param node from 0 to {@link #NODES} - 1; no other one at work has the same */
    public Ids(Clock clock, int node) {
        this.clock = clock;
        this.node = node;
        this.last = node;
    }

    /** A number that is greater than every one before, also when the clock was set back meanwhile. */
    public synchronized long next() {
        last = Math.max(last + NODES, lowestAt(clock.millis()) + node);
        return last;
    }

    /** The smallest number that can have been made at this time, in milliseconds since 1970 UTC, or later. */
    public static long lowestAt(long millis) {
        return Math.max(0, millis - EPOCH) << BITS_BELOW_TIME;
    }
}
