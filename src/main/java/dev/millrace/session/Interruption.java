package dev.millrace.session;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Interrupts the thread that has made it, unless it is closed before. What was interrupted late is made good. */
final class Interruption implements AutoCloseable {
    private final Thread thread = Thread.currentThread();
    private final ScheduledFuture<?> alarm;
    private boolean over;
    private boolean rung;

    private Interruption(ScheduledExecutorService timer, Duration limit) {
        this.alarm = timer.schedule(this::ring, limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Interrupts this thread after so long. */
    static Interruption after(ScheduledExecutorService timer, Duration limit) {
        return new Interruption(timer, limit);
    }

    private synchronized void ring() {
        if (!over) {
            rung = true;
            thread.interrupt();
        }
    }

    @Override
    public synchronized void close() {
        over = true;
        alarm.cancel(false);
        if (rung) {
            var _ = Thread.interrupted();
        }
    }
}
