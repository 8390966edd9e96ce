package dev.millrace.mcp;

import dev.millrace.access.Caller;
import dev.millrace.http.ProblemException;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Bounds how many calls of a user are under way at a time: each may wait for long. Thread-safe. */
@Singleton
final class CallLimit {
    private static final int MOST = 100;

    private final Map<String, Integer> running = new ConcurrentHashMap<>();

    /** A call's part in the limit, until it is closed. */
    interface Place extends AutoCloseable {
        @Override
        void close();
    }

    /** Takes a place. Throws a 429 when there is none. */
    Place take(Caller by) {
        String user = by.userId();
        if (running.merge(user, 1, Integer::sum) > MOST) {
            giveBack(user);
            throw ProblemException.of(
                    429,
                    "too-many-calls",
                    "There are too many calls",
                    "%d calls of yours are under way already; wait for one of them, or start long work with execution_start."
                            .formatted(MOST));
        }
        return () -> giveBack(user);
    }

    private void giveBack(String user) {
        running.computeIfPresent(user, (_, count) -> count == 1 ? null : count - 1);
    }
}
