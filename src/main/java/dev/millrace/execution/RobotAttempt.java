package dev.millrace.execution;

import dev.millrace.execution.RobotHost.Answer;
import dev.millrace.execution.RobotHost.News;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One attempt at a robot step: waits for a robot, sends it the task, and waits for what comes of it. That a robot was
 * sent the task is on disk before it is. Used by one thread, which news of the robot are brought to.
 */
final class RobotAttempt implements RobotHost.Listener, AutoCloseable {
    private static final Duration PROGRESS_PAUSE = Duration.ofMillis(100);
    private static final int MOST_PROGRESS = 10_000;

    private final RobotHost.Task task;
    private final Visit visit;
    private final Duration queueTimeout;
    private final Duration grace;
    private final BlockingQueue<Signal> signals = new LinkedBlockingQueue<>();
    private RobotHost.@Nullable Errand errand;

    /** Whether a robot has begun. */
    private boolean begun;

    /** How often progress was told, and when last; used by who brings it. */
    private int told;

    private long toldAt;
    private boolean stopping;
    private boolean waiting;

    /** Until when the next signal is waited for, by the clock of {@code System.nanoTime}; null for ever. */
    private @Nullable Long limit;

    RobotAttempt(RobotHost.Task task, Visit visit, Duration queueTimeout, Duration grace) {
        this.task = task;
        this.visit = visit;
        this.queueTimeout = queueTimeout;
        this.grace = grace;
    }

    /** What an attempt waits for. */
    private sealed interface Signal {
        record FromRobot(News news) implements Signal {}

        /** The step must stop. */
        record Stop() implements Signal {}

        record TimeIsOver() implements Signal {}
    }

    @Override
    public void news(News news) {
        signals.add(new Signal.FromRobot(news));
    }

    @Override
    public void log(String stream, String text) throws InterruptedException {
        visit.journal().log(visit.step(), visit.path(), stream, text);
    }

    /** Robots may tell more than anybody wants to keep: so often is enough, and so many. */
    @Override
    public void progress(@Nullable Double percent, @Nullable String message) {
        long now = System.nanoTime();
        boolean last = percent != null && percent == 100;
        if (told >= MOST_PROGRESS || (told > 0 && !last && now - toldAt < PROGRESS_PAUSE.toNanos())) {
            return;
        }
        told++;
        toldAt = now;
        visit.journal().record(visit.step(), visit.path(), new Detail.Progress(percent, message));
        visit.journal().flush();
    }

    /**
     * Comes to the end of the attempt.
     *
     * @param assigned the robot that was sent the task in an earlier life of the server; null when there is none
     */
    Result on(RobotHost host, @Nullable Assignment assigned) throws InterruptedException {
        if (assigned == null) {
            beginToWait();
            errand = host.ask(task, this);
        } else {
            begun = true;
            errand = host.goOn(task, assigned.robot(), assigned.attempt(), this);
        }
        try (var _ = visit.cancellation().onCancel(() -> signals.add(new Signal.Stop()))) {
            Result result = null;
            while (result == null) {
                result = switch (next()) {
                    case Signal.FromRobot(News news) -> told(errand, news);
                    case Signal.Stop _ -> stop(errand);
                    case Signal.TimeIsOver _ -> timeIsOver();
                };
            }
            return result;
        }
    }

    private void beginToWait() {
        waiting = true;
        visit.run().waits().begin();
        visit.journal().flush();
        limit = System.nanoTime() + queueTimeout.toNanos();
    }

    private Signal next() throws InterruptedException {
        if (limit == null) {
            return signals.take();
        }
        Signal signal = signals.poll(limit - System.nanoTime(), TimeUnit.NANOSECONDS);
        return signal == null ? new Signal.TimeIsOver() : signal;
    }

    /** Acts on news; returns the end of the attempt, or null while it goes on. */
    private @Nullable Result told(RobotHost.Errand errand, News news) throws InterruptedException {
        switch (news) {
            case News.Chosen(String robot) -> {
                int attempt = visit.journal().assign(visit.step(), visit.path(), robot);
                visit.journal().commit();
                errand.begin(attempt);
            }
            case News.Accepted _ -> accepted();
            case News.NotAccepted _ -> {
                // It waits for another robot already.
            }
            case News.Ended(Answer answer) -> {
                return new Result(outcome(answer), null, errand::acknowledge);
            }
            case News.Lost(String why) -> {
                if (stopping) {
                    return Result.of(visit.stopped(""));
                }
                throw new RobotSteps.Lost(why);
            }
            case News.Stopping _ -> abandon();
        }
        return null;
    }

    private void accepted() {
        begun = true;
        limit = null;
        endWaiting();
        visit.journal().flush();
    }

    private void endWaiting() {
        if (waiting) {
            waiting = false;
            visit.run().endWaiting();
        }
    }

    private Result timeIsOver() {
        endWaiting();
        return Result.of(begun ? visit.stopped("") : noRobot());
    }

    /** Stops a robot that has begun, and gives it a while to come to an end. */
    private @Nullable Result stop(RobotHost.Errand errand) throws InterruptedException {
        if (visit.cancellation().cause() == Cancellation.Cause.ABANDONED) {
            abandon();
        }
        stopping = true;
        errand.cancel();
        if (!begun) {
            endWaiting();
            return Result.of(visit.stopped(""));
        }
        limit = System.nanoTime() + grace.toNanos();
        return null;
    }

    private void abandon() throws InterruptedException {
        visit.journal().commit();
        throw new Walk.Abandoned();
    }

    private Outcome outcome(Answer answer) {
        Map<String, Object> outputs = answer.outputs();
        if (answer.status() == RobotHost.Status.COMPLETED) {
            String text = outputs.isEmpty() ? "" : EventJson.writeValue(outputs);
            return new Outcome(StepStatus.COMPLETED, answer.exitCode(), text, "", false, outputs, null, null);
        }
        String says = answer.message().isEmpty() ? "its robot gave no reason" : answer.message();
        String message = answer.status() == RobotHost.Status.CANCELLED ? "its robot broke off: " + says : says;
        Failure failure = stopping
                ? visit.failure("")
                : new Failure(Failure.STEP_FAILED, "step `" + visit.step() + "`: " + message, visit.step());
        return new Outcome(
                        StepStatus.FAILED,
                        answer.exitCode(),
                        "",
                        "",
                        false,
                        outputs.isEmpty() ? null : outputs,
                        null,
                        failure)
                .because(failure);
    }

    private Outcome noRobot() {
        String labels = task.labels().isEmpty() ? "" : " with the labels " + task.labels();
        return Outcome.failed(new Failure(
                Failure.NO_ROBOT,
                "step `%s`: no robot of user `%s` that does workflow `%s`%s had a free place within %d s"
                        .formatted(visit.step(), task.user(), task.workflow(), labels, queueTimeout.toSeconds()),
                visit.step()));
    }

    @Override
    public void close() {
        if (errand != null) {
            errand.close();
        }
    }
}
