package dev.millrace.execution;

import dev.millrace.expression.ExpressionException;
import dev.millrace.workflow.RemoteWorkflow;
import dev.millrace.workflow.Step;
import dev.millrace.workflow.Workflow;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Walks through a workflow, from its initial state to a terminal one. On a fresh execution nothing is on record and
 * every step acts. After a crash the same walk begins again: a visit that is on record returns what it came to and
 * where it led, and the first one that is not acts. So the walk is all there is to read; there is no second way for
 * recovery. Used by one thread, except for {@link #cancel} and {@link #drain}.
 */
final class Run {
    private final RunContext context;
    private final Workflow workflow;
    private final ExecutionJournal journal;
    private final Bindings bindings;
    private final Cancellation cancellation;

    Run(RunContext context, Bindings bindings) {
        this.context = context;
        this.workflow = context.workflow();
        this.journal = context.journal();
        this.bindings = bindings;
        this.cancellation = context.cancellation();
    }

    RunTrace trace() {
        return context.trace();
    }

    ServerLog log() {
        return context.serverLog();
    }

    /** The run's place among those that run at a time. */
    RunPlace place() {
        return context.place();
    }

    /** Stops the execution's work as soon as possible. */
    void cancel(Cancellation.Cause cause) {
        cancellation.cancel(cause);
    }

    /** Lets the steps under way come to their end, and has the execution go no further here. */
    void drain() {
        context.draining().ask();
    }

    /** Goes on from where the record ends; returns when the end of the execution is on disk. */
    void walk() throws InterruptedException {
        restore();
        Walk top = new Walk(context, "", null, bindings, cancellation);
        Failure refused = context.hooks().start(workflow.hooks().start(), top);
        if (refused != null) {
            end(null, top, cancelledOr(refused), 0);
            return;
        }
        String name = Objects.requireNonNullElse(journal.state().entryStep(), workflow.initial());
        while (true) {
            top.stopIfAsked();
            bindings.enter(name);
            switch (workflow.step(name)) {
                case Step.Terminal terminal -> {
                    end(
                            terminal.name(),
                            top,
                            verdict(terminal),
                            terminal.exitCode().orElse(0));
                    return;
                }
                case Step.Activity activity -> {
                    Passage passage = top.visit(activity);
                    if (passage.next() == null) {
                        Integer exitCode = passage.outcome().exitCode();
                        end(activity.name(), top, verdict(activity, passage), exitCode == null ? 0 : exitCode);
                        return;
                    }
                    name = passage.next();
                }
            }
        }
    }

    /** Everything on record happened before anything that is about to happen, so that may refer to all of it. */
    private void restore() {
        for (StepRun step : journal.state().steps()) {
            if (step.concluded()) {
                boolean skipped = step.status() == StepStatus.SKIPPED;
                bindings.put(
                        step.name(),
                        skipped ? 0 : step.attempt(),
                        Objects.requireNonNullElseGet(step.outcome(), Walk::skipped));
            }
        }
    }

    private Detail cancelledOr(Failure failure) {
        return switch (cancellation.cause()) {
            case REQUEST -> new Detail.Cancelled(Failure.cancelled());
            case CALLER -> new Detail.Cancelled(Failure.cancelledByCaller());
            case ABANDONED -> throw new Walk.Abandoned();
            case TIMEOUT, SIBLING -> throw new IllegalStateException("an execution has no timeout and no siblings");
            case null -> new Detail.Failed(failure);
        };
    }

    private Detail verdict(Step.Activity step, Passage passage) {
        Failure failure = Objects.requireNonNullElseGet(
                passage.routeError() == null ? passage.outcome().error() : passage.routeError(),
                () -> new Failure(Failure.STEP_FAILED, "step `" + step.name() + "` leads nowhere", step.name()));
        return passage.outcome().status() == StepStatus.CANCELLED ? cancelledOr(failure) : new Detail.Failed(failure);
    }

    private Detail verdict(Step.Terminal terminal) {
        if (terminal.outcome() == Step.Outcome.FAILURE) {
            return new Detail.Failed(new Failure(Failure.WORKFLOW_FAILED, message(terminal), terminal.name()));
        }
        if (context.remote()) {
            return new Detail.Completed(robotOutputs());
        }
        try {
            return new Detail.Completed(
                    workflow.outputs().isEmpty() ? null : NamedOutputs.evaluate(workflow.outputs(), bindings));
        } catch (ExpressionException e) {
            return new Detail.Failed(
                    new Failure(Failure.TEMPLATE, "outputs of the workflow: " + e.getMessage(), terminal.name()));
        }
    }

    /** What the robot that knows the whole workflow has answered is what the execution gives back. */
    private @Nullable Map<String, Object> robotOutputs() {
        StepRun step = journal.recorded().attempt(VisitPath.of("", RemoteWorkflow.STEP, 1));
        return step == null || step.outcome() == null ? null : step.outcome().outputs();
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

    /** Runs the hooks for this end and records it: it is the last event, so the hooks come first. */
    private void end(@Nullable String step, Walk top, Detail verdict, int exitCode) throws InterruptedException {
        switch (verdict) {
            case Detail.Failed failed ->
                context.hooks().failed(workflow.hooks().error(), top, bindings.withError(failed.error(), exitCode));
            case Detail.Cancelled _ ->
                context.hooks().cancelled(workflow.hooks().cancel(), top);
            default -> context.hooks().completed(workflow.hooks().end(), top);
        }
        journal.record(verdict instanceof Detail.Cancelled ? null : step, null, verdict);
        journal.commit();
    }
}
