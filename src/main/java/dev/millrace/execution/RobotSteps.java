package dev.millrace.execution;

import dev.millrace.config.Settings;
import dev.millrace.expression.ExpressionException;
import dev.millrace.workflow.Step;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;

/**
 * Runs robot steps: each attempt goes to one robot of the execution's user. The place of the execution is given back
 * meanwhile. Thread-safe.
 */
@Singleton
final class RobotSteps {
    static final String KIND = "robot";

    /** How often an attempt is made anew whose robot was lost: what ends its robots must not end them all. */
    static final int MOST_LOSSES = 3;

    private final RobotHost host;
    private final Duration queueTimeout;
    private final Duration grace;

    RobotSteps(RobotHost host, Settings settings) {
        this.host = host;
        this.queueTimeout = settings.robots().queueTimeout();
        this.grace = settings.robots().cancelGrace();
    }

    /** The robot of an attempt is lost: the attempt was interrupted. */
    static final class Lost extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Lost(String why) {
            super(why);
        }
    }

    /**
     * Runs one attempt, or goes on with one that a robot was sent before the server began to live.
     *
     * @throws Lost when the robot that had begun is gone
     * @throws Walk.Abandoned when the server stops
     */
    Result run(Step.Robot step, Visit visit) throws InterruptedException {
        StepRun attempt = Objects.requireNonNull(visit.journal().recorded().attempt(visit.path()));
        if (attempt.robot() == null && visit.cancellation().cause() != null) {
            return Result.of(visit.stopped(""));
        }
        RobotHost.Task task;
        try {
            task = task(step, visit);
        } catch (ExpressionException e) {
            return Result.of(Outcome.failed(
                    new Failure(Failure.TEMPLATE, "step `" + step.name() + "`: " + e.getMessage(), step.name())));
        }
        RunPlace place = visit.run().place();
        place.leaveToRobot();
        boolean goesOn = true;
        try (RobotAttempt run =
                new RobotAttempt(task, visit, step.queueTimeout().orElse(queueTimeout), grace)) {
            return run.on(host, attempt.robot());
        } catch (Walk.Abandoned e) {
            goesOn = false;
            throw e;
        } finally {
            if (goesOn) {
                place.backFromRobot(visit.run().cancellation());
            }
        }
    }

    private static RobotHost.Task task(Step.Robot step, Visit visit) {
        ExecutionRow row = visit.journal().row();
        Map<String, Object> inputs = step.inputs()
                .map(values -> Arguments.render(values, visit.bindings()))
                .orElse(row.inputs());
        return new RobotHost.Task(
                row.executionId(),
                step.name(),
                row.userId(),
                step.workflow().orElse(row.workflow()),
                step.labels(),
                inputs,
                row.priority(),
                visit.cancellation().deadline());
    }
}
