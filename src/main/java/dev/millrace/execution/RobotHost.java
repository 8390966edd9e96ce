package dev.millrace.execution;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the robot steps of executions find robots: workers that are connected to the server and do what it cannot. A run
 * goes to one robot at a time. Thread-safe.
 */
public interface RobotHost {
    /**
     * What a step wants done.
     *
     * @param user whose execution it is; only the user's own robots do it
     * @param workflow the id that the robot knows
     * @param labels what the robot must have
     * @param priority the higher, the earlier among those that wait
     * @param deadline when the step's time is over; empty for never
     */
    record Task(
            String executionId,
            String step,
            String user,
            String workflow,
            Map<String, String> labels,
            Map<String, Object> inputs,
            int priority,
            Optional<Instant> deadline) {}

    /**
     * Takes what becomes of a task. Calls for one task do not overlap, and none comes after the end of
     * {@link Errand#close}.
     */
    interface Listener {
        /** Takes what concerns the course of the task, at once. */
        void news(News news);

        /** Takes text that the robot wrote, to a stream such as {@code stdout}. Waits while the log cannot keep up. */
        void log(String stream, String text) throws InterruptedException;

        /**
         * Takes how far the robot is.
         *
         * @param percent from 0 to 100; null when it does not say
         */
        void progress(@Nullable Double percent, @Nullable String message);
    }

    /** What happens to a task. */
    sealed interface News {
        /** A robot has a place for it, which is kept. {@link Errand#begin} sends it there. */
        record Chosen(String robot) implements News {}

        /** The robot has begun. */
        record Accepted() implements News {}

        /** The robot did not begin. The task waits for a robot again. */
        record NotAccepted() implements News {}

        /** The robot has come to an end. {@link Errand#acknowledge} says that this is on record. */
        record Ended(Answer answer) implements News {}

        /** The robot had begun and is gone; whether it acts nobody knows. */
        record Lost(String why) implements News {}

        /** The server stops; a robot that has begun goes on. */
        record Stopping() implements News {}
    }

    /** How a robot ended. */
    enum Status {
        COMPLETED,
        FAILED,
        /** It broke off, be it because it was told to. */
        CANCELLED
    }

    /**
     * What a robot came to.
     *
     * @param message why it did not complete; empty when it does not say
     * @param exitCode of the program that it ran; null when there was none
     */
    record Answer(
            Status status,
            Map<String, Object> outputs,
            String message,
            @Nullable Integer exitCode) {}

    /** A task under way. Closing it means that nothing counts any more of what its robot says; it does not stop the robot. */
    interface Errand extends AutoCloseable {
        /**
         * Sends the task to the robot that was chosen.
         *
         * @param attempt what the robot has to name when it answers; on record already
         */
        void begin(int attempt);

        /** Tells the robot, if there is one, to stop. It may still come to an end of its own. */
        void cancel();

        /** Tells the robot that how it ended is on record. Also after {@link #close}. */
        void acknowledge();

        @Override
        void close();
    }

    /** Asks for a robot. */
    Errand ask(Task task, Listener listener);

    /**
     * Goes on with a task that a robot was sent before this server began to live. When the robot does not come back in time,
     * or comes without it, the task is lost.
     *
     * @param robot as it was chosen
     * @param attempt as it was begun
     */
    Errand goOn(Task task, String robot, int attempt, Listener listener);
}
