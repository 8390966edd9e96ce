package dev.millrace.process;

import java.time.Duration;

/**
 * How long to wait for what should not take long.
 *
 * @param drain how long, after a process has ended, its output is read while a child in the background holds it open
 * @param childGrace how long children that a process has left behind get between SIGTERM and SIGKILL
 * @param closeGrace how long running processes get between SIGTERM and SIGKILL when the server stops
 */
public record Timeouts(Duration drain, Duration childGrace, Duration closeGrace) {
    /** A quarter of a second, two seconds, five seconds. */
    public static final Timeouts DEFAULT =
            new Timeouts(Duration.ofMillis(250), Duration.ofSeconds(2), Duration.ofSeconds(5));

    /** @throws IllegalArgumentException if one is negative */
    public Timeouts {
        if (drain.isNegative() || childGrace.isNegative() || closeGrace.isNegative()) {
            throw new IllegalArgumentException("timeouts of processes cannot be negative: drain " + drain
                    + ", childGrace " + childGrace + ", closeGrace " + closeGrace);
        }
    }
}
