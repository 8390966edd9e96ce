package dev.millrace.execution;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Does things later, each on a virtual thread of its own. */
final class Timers {
    private static final ScheduledThreadPoolExecutor CLOCKWORK = clockwork();

    private Timers() {}

    /** Runs something after a while, unless the future is cancelled before. */
    static Future<?> after(Duration delay, Runnable action) {
        return CLOCKWORK.schedule(() -> Thread.startVirtualThread(action), delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    private static ScheduledThreadPoolExecutor clockwork() {
        ScheduledThreadPoolExecutor clockwork = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("timers").factory());
        // Most steps end long before their timeout: their timers must not pile up until then.
        clockwork.setRemoveOnCancelPolicy(true);
        return clockwork;
    }
}
