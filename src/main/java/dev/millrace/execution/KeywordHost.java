package dev.millrace.execution;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Where the keyword steps of executions act: each execution has one session, which its first keyword starts and its end
 * stops. Thread-safe.
 */
public interface KeywordHost {
    /**
     * A keyword of a step.
     *
     * @param user whose execution it is
     * @param session what the session is to be, as requests that start one say it; for the first keyword
     * @param params a list or a map
     * @param timeout how long it may take; empty for the usual
     * @param mask hides the secrets that the execution knows
     */
    record Call(
            String executionId,
            String user,
            Map<String, Object> session,
            String keyword,
            Object params,
            Optional<Duration> timeout,
            UnaryOperator<String> mask) {}

    /** What came of a keyword. */
    sealed interface Answer {
        /**
         * It did what it should.
         *
         * @param value of texts, numbers, booleans, lists and maps; null for nothing
         */
        record Done(@Nullable Object value) implements Answer {}

        /**
         * It did not.
         *
         * @param code of the problem
         * @param wrongUse whether it would fail in the same way each time
         * @param sessionGone whether there is no session, be it that none was started or that it is gone
         */
        record Failed(String code, String message, boolean wrongUse, boolean sessionGone) implements Answer {}

        /** The server stops: nobody can tell any more what became of it. */
        record Stopping() implements Answer {}
    }

    /** Calls a keyword in the execution's session, and starts that if there is none. An interrupt ends it. */
    Answer call(Call call) throws InterruptedException;

    /** Whether the execution has a session that lives. */
    boolean hasSession(String executionId);

    /** Stops the session of an execution, if it has one. Never fails. */
    void release(String executionId);
}
