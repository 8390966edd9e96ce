package dev.millrace.execution;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The events of a journal that were recorded and wait for their append; says when they are worth one. Not thread-safe. */
final class PendingEvents {
    /** What nobody waits for is appended when it is this old or this much, so that watchers see it soon. */
    private static final long MAX_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private static final int MAX_EVENTS = 256;

    /** Log text in memory, in characters; beyond it the process that writes waits, and by and by its pipe is full. */
    private static final int MAX_LOG = 256 << 10;

    /** Log text that is worth an append of its own, in characters. */
    private static final int ENOUGH_LOG = 64 << 10;

    private List<Event> events = new ArrayList<>();
    private int logLength;
    private long oldest;

    void add(Event event) {
        if (events.isEmpty()) {
            oldest = System.nanoTime();
        }
        events.add(event);
        if (event.detail() instanceof Detail.Log log) {
            logLength += log.text().length();
        }
    }

    boolean isEmpty() {
        return events.isEmpty();
    }

    /** Whether there are so many, or one so old, that they are appended although nobody waits for them. */
    boolean isDue() {
        return events.size() >= MAX_EVENTS || System.nanoTime() - oldest > MAX_NANOS;
    }

    /** Whether there is so much log text that no more is waited for. */
    boolean hasEnoughLog() {
        return logLength > ENOUGH_LOG;
    }

    /** Whether there is so much log text that whoever writes more has to wait. */
    boolean hasTooMuchLog() {
        return logLength > MAX_LOG;
    }

    /** All of them, which wait no longer. */
    List<Event> take() {
        List<Event> taken = events;
        events = new ArrayList<>();
        logLength = 0;
        return taken;
    }
}
