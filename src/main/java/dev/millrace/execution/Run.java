package dev.millrace.execution;

import dev.millrace.expression.ExpressionException;
import dev.millrace.workflow.Output;
import dev.millrace.workflow.Retry;
import dev.millrace.workflow.Step;
import dev.millrace.workflow.Workflow;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Walks through a workflow, from its initial state to a terminal one. On a fresh execution nothing is on record and
 * every step acts. After a crash the same walk begins again: a visit that is on record returns what it came to and
 * where it led, and the first one that is not acts. So the walk is all there is to read; there is no second way for
 * recovery. Used by one thread, except for {@link #cancel}.
 */
final class Run {
    private final Workflow workflow;
    private final ExecutionJournal journal;
    private final Bindings bindings;
    private final Steps steps;
    private final Path workDirectory;
    private final Map<String, String> environment;
    private final Cancellation cancellation = new Cancellation();
    private final Map<String, Integer> visits = new HashMap<>();
    private volatile boolean draining;

    Run(
            Workflow workflow,
            ExecutionJournal journal,
            Bindings bindings,
            Steps steps,
            Path workDirectory,
            Map<String, String> environment) {
        this.workflow = workflow;
        this.journal = journal;
        this.bindings = bindings;
        this.steps = steps;
        this.workDirectory = workDirectory;
        this.environment = environment;
    }

    /** The server has stopped working on the execution: nothing more is recorded of it here. */
    static final class Abandoned extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** What a step came to, and where that leads; null: to the end of the execution, for this reason. */
    private record Passage(
            Outcome outcome,
            @Nullable String next,
            @Nullable Failure failure) {}

    /** Stops the execution's work as soon as possible. */
    void cancel(Cancellation.Cause cause) {
        cancellation.cancel(cause);
    }

    /** Lets the step under way come to its end, and has the execution go no further here. */
    void drain() {
        draining = true;
    }

    /** Goes on from where the record ends; returns when the end of the execution is on disk. */
    void walk() throws InterruptedException {
        ExecutionState state = journal.state();
        for (StepRun earlier : state.earlierSteps()) {
            if (earlier.outcome() != null) {
                bindings.put(earlier.name(), earlier.attempt(), earlier.outcome());
            }
        }
        String name = Objects.requireNonNullElse(state.entryStep(), workflow.initial());
        while (true) {
            stopIfAsked();
            stopIfDraining();
            bindings.enter(name);
            switch (workflow.step(name)) {
                case Step.Terminal terminal -> {
                    end(terminal);
                    return;
                }
                case Step.Activity activity -> {
                    Passage passage = visit(activity);
                    if (passage.next() == null) {
                        end(activity, passage);
                        return;
                    }
                    name = passage.next();
                }
            }
        }
    }

    private void stopIfAsked() {
        if (cancellation.cause() == Cancellation.Cause.ABANDONED) {
            throw new Abandoned();
        }
    }

    private void stopIfDraining() throws InterruptedException {
        if (draining) {
            journal.commit();
            throw new Abandoned();
        }
    }

    private Passage visit(Step.Activity step) throws InterruptedException {
        String path = step.name() + "#" + visits.merge(step.name(), 1, Integer::sum);
        StepRun recorded = journal.state().recorded(path);
        if (recorded != null && recorded.status() == StepStatus.SKIPPED) {
            return new Passage(skipped(step), recorded.next(), null);
        }
        if (recorded != null && recorded.outcome() != null && !recorded.retried()) {
            bindings.put(step.name(), recorded.attempt(), recorded.outcome());
            return recorded.next() == null
                    ? route(step, recorded.outcome())
                    : new Passage(recorded.outcome(), recorded.next(), null);
        }
        if (cancellation.cause() != null) {
            return new Passage(cancelled(step), null, Failure.cancelled());
        }
        try {
            if (recorded == null
                    && step.common().when().isPresent()
                    && !step.common().when().get().test(bindings)) {
                return skip(step, path);
            }
        } catch (ExpressionException e) {
            return new Passage(cancelled(step), null, conditionFailure(step, e));
        }
        return act(step, path, recorded);
    }

    private Passage skip(Step.Activity step, String path) {
        Outcome outcome = skipped(step);
        Passage passage = route(step, outcome);
        journal.record(step.name(), path, new Detail.StepSkipped(steps.kind(step), passage.next()));
        return passage;
    }

    private Outcome skipped(Step.Activity step) {
        Outcome outcome = new Outcome(StepStatus.SKIPPED, null, "", "", false, null, null, null);
        bindings.put(step.name(), 0, outcome);
        return outcome;
    }

    private static Outcome cancelled(Step.Activity step) {
        return new Outcome(
                StepStatus.CANCELLED,
                null,
                "",
                "",
                false,
                null,
                null,
                new Failure(Failure.CANCELLED, "step `" + step.name() + "` was not begun", step.name()));
    }

    /** Makes the attempts that are left, and records what came of them together with where that leads. */
    private Passage act(Step.Activity step, String path, @Nullable StepRun recorded) throws InterruptedException {
        try (Cancellation.Child limited =
                cancellation.child(step.common().timeout().orElse(null))) {
            Visit visit = new Visit(step, path, journal, bindings, limited.cancellation(), workDirectory, environment);
            int attempt = recorded == null ? 1 : recorded.attempt() + (recorded.retried() ? 1 : 0);
            Outcome outcome = interrupted(step, path, recorded);
            while (outcome == null) {
                outcome = attempt(visit, attempt);
                Retry retry = step.common().retry().orElse(null);
                if (retry != null && visit.cancellation().cause() == null && Attempts.again(retry, attempt, outcome)) {
                    Duration delay = Attempts.delay(retry, attempt);
                    journal.record(step.name(), path, new Detail.StepRetrying(attempt, outcome, delay.toMillis()));
                    journal.flush();
                    if (visit.cancellation().sleep(delay)) {
                        attempt++;
                        outcome = null;
                    } else {
                        stopIfAsked();
                        outcome = outcome.because(visit.failure(""));
                    }
                }
            }
            bindings.put(step.name(), attempt, outcome);
            Passage passage = route(step, outcome);
            journal.record(step.name(), path, new Detail.StepEnded(attempt, outcome, passage.next()));
            return passage;
        }
    }

    /** If the server died during the recorded attempt: says so, and that the step has failed if it may not run twice. */
    private @Nullable Outcome interrupted(Step.Activity step, String path, @Nullable StepRun recorded) {
        if (recorded == null || recorded.retried()) {
            return null;
        }
        if (recorded.status() == StepStatus.RUNNING) {
            journal.record(step.name(), path, new Detail.StepInterrupted(recorded.attempt()));
        }
        return switch (step.common().onInterrupt().orElse(workflow.onInterrupt())) {
            case RERUN -> null;
            case FAIL ->
                Outcome.failed(new Failure(
                        Failure.STEP_INTERRUPTED,
                        "step `" + step.name() + "` was interrupted when its server died, and may not run twice",
                        step.name()));
        };
    }

    private Outcome attempt(Visit visit, int attempt) throws InterruptedException {
        journal.record(visit.step(), visit.path(), new Detail.StepStarted(steps.kind(visit.activity()), attempt));
        Outcome outcome = steps.run(visit);
        stopIfAsked();
        return withOutputs(visit.activity(), attempt, outcome);
    }

    private Outcome withOutputs(Step.Activity step, int attempt, Outcome outcome) {
        if (step.common().outputs().isEmpty() || !outcome.succeeded()) {
            return outcome;
        }
        try {
            // Outputs may refer to what the step itself has just come to.
            bindings.put(step.name(), attempt, outcome);
            Map<String, Object> outputs = new LinkedHashMap<>(Objects.requireNonNullElse(outcome.outputs(), Map.of()));
            outputs.putAll(evaluate(step.common().outputs()));
            return outcome.with(outputs);
        } catch (ExpressionException e) {
            return Outcome.failed(new Failure(
                    Failure.TEMPLATE, "outputs of step `" + step.name() + "`: " + e.getMessage(), step.name()));
        }
    }

    private Map<String, Object> evaluate(List<Output> outputs) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (Output output : outputs) {
            values.put(
                    output.name(),
                    switch (output.source()) {
                        case Output.Source.Rendered rendered ->
                            rendered.template().render(bindings);
                        case Output.Source.Evaluated evaluated ->
                            evaluated.expression().evaluate(bindings);
                    });
        }
        return values;
    }

    private Passage route(Step.Activity step, Outcome outcome) {
        if (outcome.status() == StepStatus.CANCELLED) {
            return new Passage(outcome, null, Failure.cancelled());
        }
        try {
            return new Passage(outcome, Router.next(step, outcome, bindings), outcome.error());
        } catch (ExpressionException e) {
            return new Passage(outcome, null, conditionFailure(step, e));
        }
    }

    private static Failure conditionFailure(Step.Activity step, ExpressionException e) {
        return new Failure(
                Failure.CONDITION, "condition of step `" + step.name() + "`: " + e.getMessage(), step.name());
    }

    private void end(Step.Activity step, Passage passage) throws InterruptedException {
        if (passage.outcome().status() == StepStatus.CANCELLED && cancellation.cause() != null) {
            journal.record(new Detail.Cancelled(Failure.cancelled()));
        } else {
            Failure failure = Objects.requireNonNullElseGet(
                    passage.failure(),
                    () -> new Failure(Failure.STEP_FAILED, "step `" + step.name() + "` leads nowhere", step.name()));
            journal.record(step.name(), null, new Detail.Failed(failure));
        }
        journal.commit();
    }

    private void end(Step.Terminal terminal) throws InterruptedException {
        journal.record(terminal.name(), null, verdict(terminal));
        journal.commit();
    }

    private Detail verdict(Step.Terminal terminal) {
        if (terminal.outcome() == Step.Outcome.FAILURE) {
            return new Detail.Failed(new Failure(Failure.WORKFLOW_FAILED, message(terminal), terminal.name()));
        }
        try {
            return new Detail.Completed(workflow.outputs().isEmpty() ? null : evaluate(workflow.outputs()));
        } catch (ExpressionException e) {
            return new Detail.Failed(
                    new Failure(Failure.TEMPLATE, "outputs of the workflow: " + e.getMessage(), terminal.name()));
        }
    }

    private String message(Step.Terminal terminal) {
        if (terminal.message().isEmpty()) {
            return "the workflow ended in the failure state `" + terminal.name() + "`";
        }
        try {
            return terminal.message().get().render(bindings);
        } catch (ExpressionException _) {
            return terminal.message().get().toString();
        }
    }
}
