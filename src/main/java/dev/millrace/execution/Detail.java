package dev.millrace.execution;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an event says, by its type: the {@code data} of the event in JSON. */
public sealed interface Detail {
    /** The type's name in JSON. */
    @JsonIgnore
    String type();

    /**
     * The execution was accepted.
     *
     * @param traceparent the span that it belongs below, of the request or the step that started it; null when there is
     *     none
     */
    record Queued(String workflow, int revision, @Nullable String traceparent) implements Detail {
        static Queued of(ExecutionRow row, @Nullable String traceparent) {
            return new Queued(row.workflow(), row.revision(), traceparent);
        }

        @Override
        public String type() {
            return "execution.queued";
        }
    }

    /** The first step is about to be looked at. */
    record Started() implements Detail {
        @Override
        public String type() {
            return "execution.started";
        }
    }

    /** The execution goes on when somebody outside has acted. */
    record Waiting(String reason) implements Detail {
        @Override
        public String type() {
            return "execution.waiting";
        }
    }

    /**
     * The execution goes on: after its server died, or because a robot has begun that it waited for ({@code fromStep} null,
     * everything on record stands), or because somebody asked for it after it had ended ({@code fromStep} is where it
     * begins again).
     *
     * @param traceparent the span of the request that asked for it; null when there is none
     */
    record Resumed(
            String reason,
            @Nullable String fromStep,
            @Nullable String traceparent) implements Detail {
        static Resumed afterRestart() {
            return new Resumed("restart", null, null);
        }

        static Resumed byRobot() {
            return new Resumed("robot", null, null);
        }

        static Resumed onRequest(String fromStep, @Nullable String traceparent) {
            return new Resumed("request", fromStep, traceparent);
        }

        @Override
        public String type() {
            return "execution.resumed";
        }
    }

    /** The end in a success. */
    record Completed(@Nullable Map<String, Object> outputs) implements Detail {
        @Override
        public String type() {
            return "execution.completed";
        }
    }

    /** The end in a failure. */
    record Failed(Failure error) implements Detail {
        @Override
        public String type() {
            return "execution.failed";
        }
    }

    /** The end on request. */
    record Cancelled(Failure error) implements Detail {
        @Override
        public String type() {
            return "execution.cancelled";
        }
    }

    /**
     * An attempt at a step begins. What it does, it does after this event is on disk.
     *
     * @param iteration of the innermost loop around it, from 0; null outside loops
     */
    record StepStarted(String kind, int attempt, @Nullable Integer iteration) implements Detail {
        @Override
        public String type() {
            return "step.started";
        }
    }

    /** An attempt failed, and another one follows after a delay. */
    record StepRetrying(int attempt, @JsonUnwrapped Outcome outcome, long delayMs) implements Detail {
        @Override
        public String type() {
            return "step.retrying";
        }
    }

    /**
     * The attempt of the step goes to a robot: it is sent there after this event is on disk.
     *
     * @param attempt as the robot knows it
     */
    record StepAssigned(String robot, int attempt) implements Detail {
        @Override
        public String type() {
            return "step.assigned";
        }
    }

    /** The server died during this attempt, or the robot that made it is gone. */
    record StepInterrupted(int attempt) implements Detail {
        @Override
        public String type() {
            return "step.interrupted";
        }
    }

    /**
     * What a loop will do was worked out, once for all of its iterations.
     *
     * @param items of a {@code for_each}; null for a {@code while}
     */
    record LoopPlanned(@Nullable List<@Nullable Object> items, int maxIterations) implements Detail {
        @Override
        public String type() {
            return "step.planned";
        }
    }

    /** A step calls another workflow: the execution of this readable id begins after this event is on disk. */
    record StepCalled(String executionId) implements Detail {
        @Override
        public String type() {
            return "step.called";
        }
    }

    /** Hooks have run, such as {@code workflow_start}, or {@code post} of the step that the event names. */
    record HooksEnded(String hooks) implements Detail {
        @Override
        public String type() {
            return "hooks.ended";
        }
    }

    /**
     * A step ended, and this is where the execution goes next.
     *
     * @param next null when no route leads on
     * @param routeError why the routes could not be looked at, or null
     */
    record StepEnded(
            int attempt,
            @JsonUnwrapped Outcome outcome,
            @Nullable String next,
            @Nullable Failure routeError) implements Detail {
        @Override
        public String type() {
            return "step." + outcome.status().wire();
        }
    }

    /** A step's {@code when} was false: it counts as a success without having run. */
    record StepSkipped(
            String kind,
            @Nullable Integer iteration,
            @Nullable String next,
            @Nullable Failure routeError) implements Detail {
        @Override
        public String type() {
            return "step.skipped";
        }
    }

    /**
     * How far a step is, as it says.
     *
     * @param percent from 0 to 100; null when it does not say
     */
    record Progress(@Nullable Double percent, @Nullable String message) implements Detail {
        @Override
        public String type() {
            return "progress";
        }
    }

    /** Text that a step wrote: whole lines where possible, several at a time when they come fast. */
    record Log(String stream, String text) implements Detail {
        @Override
        public String type() {
            return "log";
        }
    }
}
