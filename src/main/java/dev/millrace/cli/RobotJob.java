package dev.millrace.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.cli.RobotWork.Result;
import dev.millrace.cli.RobotWork.Stop;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One task of a robot, from when it is accepted until its result is on the server's record. Thread-safe. */
final class RobotJob {
    private final RobotTask task;
    private final RobotWork work;
    private final RobotConnection connection;
    private final Terminal terminal;
    private final CompletableFuture<Stop> stop = new CompletableFuture<>();
    private volatile @Nullable Result result;

    RobotJob(RobotTask task, RobotWork work, RobotConnection connection, Terminal terminal) {
        this.task = task;
        this.work = work;
        this.connection = connection;
        this.terminal = terminal;
    }

    /** What the frames about the job have as their id. */
    String id() {
        return task.key().executionId() + "/" + task.key().attempt();
    }

    /** Does the task, on this thread. */
    void run() {
        try {
            connection.send(task.key().frame("accepted").put("id", id()));
            terminal.note("%s: workflow %s".formatted(task.key(), task.workflow()));
            task.deadline().ifPresent(this::stopAt);
            result = done();
            terminal.note("%s: %s".formatted(task.key(), result.status()));
            repeat();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private Result done() throws InterruptedException {
        try {
            return work.run(task, this::log, stop);
        } catch (RuntimeException e) {
            return Result.failed("the robot made a mistake: " + e, null);
        }
    }

    private void stopAt(Instant deadline) {
        Duration left = Duration.between(Instant.now(), deadline);
        var _ = stop.completeOnTimeout(Stop.DEADLINE, Math.max(0, left.toMillis()), TimeUnit.MILLISECONDS);
    }

    private void log(String stream, String text) {
        if (stop.getNow(null) == Stop.CANCELLED) {
            return;
        }
        try {
            connection.send(task.key()
                    .frame("log")
                    .put("id", id())
                    .put("stream", stream)
                    .put("text", text));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while sending the log", e);
        }
    }

    /** Tells how it ended, if it has; again and again, until that is acknowledged. */
    void repeat() {
        Result known = result;
        if (known != null) {
            send(known);
        }
    }

    private void send(Result what) {
        Thread.startVirtualThread(() -> {
            try {
                ObjectNode frame = what.frame(task.key()).put("id", id());
                connection.send(frame);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** The server does not want it any more. */
    void cancel() {
        stop.complete(Stop.CANCELLED);
    }

    /** The result is on record. */
    void acknowledged() {
        connection.over(task.key());
    }

    /** The server does not take what was said: a result then becomes a failure, so that the execution does not wait for ever. */
    void refused(String why) {
        terminal.note("%s: %s".formatted(task.key(), why));
        Result known = result;
        if (known == null) {
            return;
        }
        if (known.outputs().isEmpty()) {
            connection.over(task.key());
        } else {
            result = Result.failed("its result was refused: " + why, known.exitCode());
            repeat();
        }
    }

    /** The run is somebody else's by now. */
    void lost(String why) {
        terminal.note("%s: %s".formatted(task.key(), why));
        cancel();
        connection.over(task.key());
    }
}
