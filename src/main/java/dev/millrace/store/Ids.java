package dev.millrace.store;

import java.time.Clock;

/**
 * Makes the numbers that rows are keyed by: 42 bits of milliseconds since 2024-01-01 UTC, then 21 bits that count
 * within the millisecond. They grow with time, so the newest rows are the last ones. Thread-safe.
 */
public final class Ids {
    private static final long EPOCH = 1_704_067_200_000L;
    private static final int COUNTER_BITS = 21;

    private final Clock clock;
    private long last;

    public Ids(Clock clock) {
        this.clock = clock;
    }

    /** A number that is greater than every one before, also when the clock was set back meanwhile. */
    public synchronized long next() {
        last = Math.max(last + 1, (clock.millis() - EPOCH) << COUNTER_BITS);
        return last;
    }

    /** The smallest number that can have been made at this time, in milliseconds since 1970 UTC, or later. */
    public static long lowestAt(long millis) {
        return Math.max(0, millis - EPOCH) << COUNTER_BITS;
    }
}
