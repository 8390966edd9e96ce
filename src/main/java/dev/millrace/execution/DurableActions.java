package dev.millrace.execution;

import java.util.ArrayDeque;
import java.util.Queue;

/** What waits for events of a journal to be on disk, in the order of the events. Not thread-safe. */
final class DurableActions {
    private final Queue<Waiting> waiting = new ArrayDeque<>();

    private record Waiting(long seq, Runnable action) {}

    /** Has this wait for an event, which is none before those that others wait for. */
    void add(long seq, Runnable action) {
        waiting.add(new Waiting(seq, action));
    }

    /** Begins what has waited for events up to this one, each on a thread of its own. */
    void begin(long durableSeq) {
        while (!waiting.isEmpty() && waiting.element().seq() <= durableSeq) {
            Thread.startVirtualThread(waiting.remove().action());
        }
    }
}
