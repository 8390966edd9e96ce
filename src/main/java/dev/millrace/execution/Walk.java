package dev.millrace.execution;

import dev.millrace.expression.ExpressionException;
import dev.millrace.workflow.Retry;
import dev.millrace.workflow.Step;
import io.opentelemetry.api.trace.Span;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Visits steps in one place: at the top of a workflow, in one iteration of a loop, or in one branch. A visit that is on
 * record returns what it came to and where it led; any other one acts. Used by one thread.
 */
final class Walk {
    private final RunContext run;
    private final String prefix;
    private final @Nullable Integer iteration;
    private final Bindings bindings;
    private final Cancellation cancellation;
    private final Map<String, Integer> visits = new HashMap<>();

    /**
     * @param prefix what the paths of the visits begin with
     * @param iteration of the innermost loop around, from 0; null outside loops
     */
    Walk(RunContext run, String prefix, @Nullable Integer iteration, Bindings bindings, Cancellation cancellation) {
        this.run = run;
        this.prefix = prefix;
        this.iteration = iteration;
        this.bindings = bindings;
        this.cancellation = cancellation;
    }

    /** The server has stopped working on the execution: nothing more is recorded of it here. */
    static final class Abandoned extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    RunContext run() {
        return run;
    }

    Bindings bindings() {
        return bindings;
    }

    Cancellation cancellation() {
        return cancellation;
    }

    @Nullable
    Integer iteration() {
        return iteration;
    }

    /** Ends the work here, without a trace, when the server has asked for it. */
    void stopIfAsked() throws InterruptedException {
        if (cancellation.cause() == Cancellation.Cause.ABANDONED) {
            throw new Abandoned();
        }
        if (run.draining().asked()) {
            run.journal().commit();
            throw new Abandoned();
        }
    }

    /** Visits a step, unless it may not go on or its {@code when} is false. */
    Passage visit(Step.Activity step) throws InterruptedException {
        stopIfAsked();
        bindings.enter(step.name());
        String path = VisitPath.of(prefix, step.name(), visits.merge(step.name(), 1, Integer::sum));
        StepRun recorded = run.journal().recorded().attempt(path);
        if (recorded != null && recorded.concluded()) {
            Outcome outcome = Objects.requireNonNullElseGet(recorded.outcome(), Walk::skipped);
            if (recorded.status() != StepStatus.SKIPPED) {
                run.hooks().after(step, path, this);
            }
            return new Passage(outcome, recorded.next(), recorded.routeError());
        }
        // What has parts goes on even so: its parts have to be told, and to be recorded as cancelled.
        if (cancellation.cause() != null && (recorded == null || Steps.actsItself(step))) {
            return refuse(step, path, recorded);
        }
        if (recorded == null && run.exhausted()) {
            return exhausted(step);
        }
        try {
            if (recorded == null
                    && step.common().when().isPresent()
                    && !step.common().when().get().test(bindings)) {
                return skip(step, path);
            }
        } catch (ExpressionException e) {
            Failure failure = conditionFailure(step, e);
            return new Passage(Outcome.failed(failure), null, failure);
        }
        return act(step, path, recorded);
    }

    /** A cycle that never ends would take the server's memory with it. */
    private Passage exhausted(Step.Activity step) {
        Failure failure = new Failure(
                Failure.TOO_MANY_STEPS,
                "the run has made %d attempts at steps, as many as the setting engine.max_steps allows"
                        .formatted(run.maxSteps()),
                step.name());
        return new Passage(Outcome.failed(failure), null, failure);
    }

    private Passage skip(Step.Activity step, String path) {
        Outcome outcome = skipped();
        bindings.put(step.name(), 0, outcome);
        Passage passage = route(step, outcome);
        run.journal()
                .record(
                        step.name(),
                        path,
                        new Detail.StepSkipped(Steps.kind(step), iteration, passage.next(), passage.routeError()));
        return passage;
    }

    static Outcome skipped() {
        return new Outcome(StepStatus.SKIPPED, null, "", "", false, null, null, null);
    }

    private Passage refuse(Step.Activity step, String path, @Nullable StepRun recorded) {
        String message = "step `" + step.name() + "` was not " + (recorded == null ? "begun" : "run again");
        Outcome outcome = new Outcome(
                StepStatus.CANCELLED,
                null,
                "",
                "",
                false,
                null,
                null,
                new Failure(Failure.CANCELLED, message, step.name()));
        if (recorded != null) {
            run.journal().record(step.name(), path, new Detail.StepEnded(recorded.attempt(), outcome, null, null));
        }
        return new Passage(outcome, null, null);
    }

    /** Makes the attempts that are left, and records what came of them together with where that leads. */
    private Passage act(Step.Activity step, String path, @Nullable StepRun recorded) throws InterruptedException {
        if (recorded == null) {
            run.hooks().before(step, path, this);
        }
        Passage passage;
        try (Cancellation.Child limited =
                cancellation.child(step.common().timeout().orElse(null))) {
            Visit visit = new Visit(step, path, this, limited.cancellation());
            int attempt = recorded == null ? 1 : recorded.attempt() + (recorded.retried() ? 1 : 0);
            Result result = recorded == null || recorded.retried() ? null : takenUp(visit, recorded);
            while (result == null) {
                result = attempt(visit, attempt);
                if (result == null) {
                    continue;
                }
                Retry retry = step.common().retry().orElse(null);
                if (retry != null
                        && visit.cancellation().cause() == null
                        && !run.exhausted()
                        && Attempts.again(retry, attempt, result.outcome())) {
                    if (delay(visit, attempt, retry, result)) {
                        attempt++;
                        result = null;
                    } else {
                        stopIfAbandoned(visit);
                        result = result.with(result.outcome().because(visit.failure("")));
                    }
                }
            }
            bindings.put(step.name(), attempt, result.outcome());
            passage = result.target() == null
                    ? route(step, result.outcome())
                    : new Passage(result.outcome(), result.target(), null);
            run.journal()
                    .record(
                            step.name(),
                            path,
                            new Detail.StepEnded(attempt, result.outcome(), passage.next(), passage.routeError()));
            run.journal().onRecord(result.onRecord());
            run.serverLog().stepEnded(visit, attempt, result.outcome());
        }
        run.hooks().after(step, path, this);
        return passage;
    }

    /** Waits before the next attempt; whether there may be one. */
    private static boolean delay(Visit visit, int attempt, Retry retry, Result result) throws InterruptedException {
        Duration delay = Attempts.delay(retry, attempt);
        visit.journal()
                .record(
                        visit.step(),
                        visit.path(),
                        new Detail.StepRetrying(attempt, result.outcome(), delay.toMillis()));
        visit.journal().onRecord(result.onRecord());
        visit.journal().flush();
        return visit.cancellation().sleep(delay);
    }

    /**
     * Goes on with an attempt during which the server died. What has parts goes on where it was; it was not itself
     * interrupted, its parts were. Any other step is run again (null), or has failed if it may not run twice.
     */
    private @Nullable Result takenUp(Visit visit, StepRun recorded) throws InterruptedException {
        if (!Steps.actsItself(visit.activity()) && recorded.status() == StepStatus.RUNNING) {
            return finish(visit, recorded.attempt(), run.trace().attemptSince(visit, recorded.startedAt()));
        }
        if (recorded.status() == StepStatus.RUNNING) {
            run.trace().interrupted(visit, recorded);
            visit.journal().record(visit.step(), visit.path(), new Detail.StepInterrupted(recorded.attempt()));
        }
        return interrupted(visit, "was interrupted when its server died");
    }

    /** What comes after an attempt that was cut off: it is made anew (null), or has failed if it may not be. */
    private @Nullable Result interrupted(Visit visit, String how) {
        return switch (visit.activity()
                .common()
                .onInterrupt()
                .orElse(run.workflow().onInterrupt())) {
            case RERUN -> null;
            case FAIL ->
                Result.of(Outcome.failed(new Failure(
                        Failure.STEP_INTERRUPTED,
                        "step `" + visit.step() + "` " + how + ", and may not run twice",
                        visit.step())));
        };
    }

    /** The same when a robot is lost; if that happens again and again, it has failed too. */
    private @Nullable Result lost(Visit visit, int attempt, Span span, RobotSteps.Lost lost) {
        RunTrace.interrupted(span);
        visit.journal().record(visit.step(), visit.path(), new Detail.StepInterrupted(attempt));
        visit.journal().flush();
        String how = "was interrupted: " + lost.getMessage();
        long losses = visit.journal().recorded().steps().stream()
                .filter(step -> step.path().equals(visit.path()) && step.status() == StepStatus.INTERRUPTED)
                .count();
        if (losses <= RobotSteps.MOST_LOSSES) {
            return interrupted(visit, how);
        }
        return Result.of(Outcome.failed(new Failure(
                Failure.STEP_INTERRUPTED,
                "step `%s` %s, for the %d. time".formatted(visit.step(), how, losses),
                visit.step())));
    }

    private @Nullable Result attempt(Visit visit, int attempt) throws InterruptedException {
        visit.journal()
                .record(
                        visit.step(),
                        visit.path(),
                        new Detail.StepStarted(Steps.kind(visit.activity()), attempt, iteration));
        run.serverLog().stepBegun(visit, attempt);
        return finish(visit, attempt, run.trace().attempt(visit));
    }

    /**
     * Brings an attempt to its end, and with it its span; one that ends elsewhere or later is not told of here. Null when it
     * was cut off and is to be made anew.
     */
    private @Nullable Result finish(Visit visit, int attempt, Span span) throws InterruptedException {
        Result result;
        try {
            result = run.steps().run(visit);
        } catch (RobotSteps.Lost e) {
            return lost(visit, attempt, span, e);
        }
        stopIfAbandoned(visit);
        Outcome outcome = withOutputs(visit.activity(), attempt, result.outcome());
        RunTrace.end(span, outcome);
        return result.with(outcome);
    }

    private static void stopIfAbandoned(Visit visit) {
        if (visit.cancellation().cause() == Cancellation.Cause.ABANDONED) {
            throw new Abandoned();
        }
    }

    private Outcome withOutputs(Step.Activity step, int attempt, Outcome outcome) {
        if (step.common().outputs().isEmpty() || !outcome.succeeded()) {
            return outcome;
        }
        try {
            // Outputs may refer to what the step itself has just come to.
            bindings.put(step.name(), attempt, outcome);
            Map<String, Object> outputs = new LinkedHashMap<>(Objects.requireNonNullElse(outcome.outputs(), Map.of()));
            outputs.putAll(NamedOutputs.evaluate(step.common().outputs(), bindings));
            return outcome.with(outputs);
        } catch (ExpressionException e) {
            return Outcome.failed(new Failure(
                    Failure.TEMPLATE, "outputs of step `" + step.name() + "`: " + e.getMessage(), step.name()));
        }
    }

    private Passage route(Step.Activity step, Outcome outcome) {
        if (outcome.status() == StepStatus.CANCELLED) {
            return new Passage(outcome, null, null);
        }
        try {
            return new Passage(outcome, Router.next(step, outcome, bindings), null);
        } catch (ExpressionException e) {
            return new Passage(outcome, null, conditionFailure(step, e));
        }
    }

    private static Failure conditionFailure(Step.Activity step, ExpressionException e) {
        return new Failure(
                Failure.CONDITION, "condition of step `" + step.name() + "`: " + e.getMessage(), step.name());
    }
}
