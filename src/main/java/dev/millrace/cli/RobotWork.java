package dev.millrace.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What a robot does with its tasks. Thread-safe. */
interface RobotWork extends AutoCloseable {
    /** The ids of the workflows that it does, as a JSON array, or {@code "*"}. */
    JsonNode workflows();

    /**
     * Does a task, on this thread.
     *
     * @param stop completes when the task must come to its end, which then should be soon
     */
    Result run(RobotTask task, Output output, CompletableFuture<Stop> stop) throws InterruptedException;

    @Override
    void close();

    /** Takes what a task writes. */
    interface Output {
        /** Takes text of a stream such as {@code stdout}; waits while there is no connection. */
        void write(String stream, String text);
    }

    /** Why a task must end. */
    enum Stop {
        /** Nobody waits for it any more. */
        CANCELLED,
        /** Its time is over. */
        DEADLINE
    }

    /**
     * What a task came to.
     *
     * @param status {@code completed}, {@code failed} or {@code cancelled}
     * @param outputs a JSON object
     * @param error why it did not complete
     */
    record Result(
            String status,
            ObjectNode outputs,
            @Nullable String error,
            @Nullable Integer exitCode) {
        static Result completed(ObjectNode outputs, @Nullable Integer exitCode) {
            return new Result("completed", outputs, null, exitCode);
        }

        static Result failed(String error, @Nullable Integer exitCode) {
            return new Result("failed", Json.object(), error, exitCode);
        }

        /** This result of a task that had to stop. */
        Result stopped(Optional<Stop> why) {
            return why.map(reason -> switch (reason) {
                        case CANCELLED -> new Result("cancelled", outputs, "it was cancelled", exitCode);
                        case DEADLINE -> new Result("failed", outputs, "its deadline is over", exitCode);
                    })
                    .orElse(this);
        }

        ObjectNode frame(RobotTask.Key key) {
            ObjectNode frame = key.frame("result").put("status", status).put("error", error);
            if (exitCode != null) {
                frame.put("exit_code", exitCode);
            }
            return frame.set("outputs", outputs);
        }
    }
}
