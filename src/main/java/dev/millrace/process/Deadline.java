package dev.millrace.process;

import java.time.Duration;

/** A point on the JVM's monotonic clock. */
record Deadline(long nanos) implements Comparable<Deadline> {
    static final Deadline NEVER = new Deadline(Long.MAX_VALUE);

    private static final long ORIGIN = System.nanoTime();
    private static final Duration FOREVER = Duration.ofDays(365);

    /** Durations of a year or more never pass. */
    static Deadline in(Duration duration) {
        return duration.compareTo(FOREVER) >= 0 ? NEVER : new Deadline(now() + duration.toNanos());
    }

    boolean passed() {
        return nanos <= now();
    }

    Deadline earlierOf(Deadline other) {
        return compareTo(other) <= 0 ? this : other;
    }

    /** What is left, as {@code poll(2)} wants it: milliseconds rounded up, 0 once passed, -1 for no limit. */
    int pollMillis() {
        if (this.equals(NEVER)) {
            return -1;
        }
        long left = Math.max(0, nanos - now());
        return (int) Math.min(Integer.MAX_VALUE, (left + 999_999) / 1_000_000);
    }

    @Override
    public int compareTo(Deadline other) {
        return Long.compare(nanos, other.nanos);
    }

    private static long now() {
        return System.nanoTime() - ORIGIN;
    }
}
