package dev.millrace.execution;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What an execution's events add up to. The same fold serves who runs the execution, who reads it and who takes it
 * over. Not thread-safe.
 */
final class ExecutionState {
    private ExecutionStatus status = ExecutionStatus.QUEUED;
    private @Nullable String currentStep;
    private @Nullable Failure error;
    private @Nullable Map<String, Object> outputs;
    private @Nullable Long startedAt;
    private @Nullable Long finishedAt;
    private long lastSeq;
    private final List<StepRun> steps = new ArrayList<>();

    /** Where the present run began: null at the workflow's initial state. */
    private @Nullable String entryStep;

    /** The runs whose spans have a place in a trace, the present one last. */
    private final List<Traced> traces = new ArrayList<>();

    /** How many attempts were sent to robots. */
    private int assignments;

    /** How many of the steps belong to earlier runs, from before somebody resumed the execution. */
    private int earlierSteps;

    /** Per visit in the present run, the index of its newest attempt. */
    private final Map<String, Integer> newestAttempts = new HashMap<>();

    /** Of the present run. */
    private Decisions decisions = new Decisions();

    ExecutionState() {}

    ExecutionState(Snapshot snapshot) {
        status = snapshot.status;
        currentStep = snapshot.currentStep;
        error = snapshot.error;
        outputs = snapshot.outputs;
        startedAt = snapshot.startedAt;
        finishedAt = snapshot.finishedAt;
        lastSeq = snapshot.lastSeq;
        steps.addAll(snapshot.steps);
        entryStep = snapshot.entryStep;
        earlierSteps = snapshot.earlierSteps;
        traces.addAll(Objects.requireNonNullElse(snapshot.traces, List.of()));
        decisions = new Decisions(snapshot.decisions);
        for (StepRun step : steps) {
            assignments = Math.max(
                    assignments, step.robot() == null ? 0 : step.robot().attempt());
        }
        for (int i = earlierSteps; i < steps.size(); i++) {
            newestAttempts.put(steps.get(i).path(), i);
        }
    }

    /** Takes the next event in. */
    void apply(Event event) {
        lastSeq = event.seq();
        switch (event.detail()) {
            case Detail.Queued queued -> {
                status = ExecutionStatus.QUEUED;
                trace(queued.traceparent(), event);
            }
            case Detail.Started _ -> {
                status = ExecutionStatus.RUNNING;
                startedAt = Objects.requireNonNullElse(startedAt, event.at());
            }
            case Detail.Waiting _ -> status = ExecutionStatus.WAITING;
            case Detail.Resumed resumed -> {
                resume(resumed);
                trace(resumed.traceparent(), event);
            }
            case Detail.Completed completed -> {
                outputs = completed.outputs();
                end(ExecutionStatus.COMPLETED, event, null);
            }
            case Detail.Failed failed -> end(ExecutionStatus.FAILED, event, failed.error());
            case Detail.Cancelled cancelled -> {
                outputs = null;
                end(ExecutionStatus.CANCELLED, event, cancelled.error());
            }
            case Detail.StepStarted started -> startStep(event, started.kind(), started.attempt(), started.iteration());
            case Detail.StepRetrying retrying -> change(event, step -> step.retried(retrying.outcome(), event.at()));
            case Detail.StepAssigned assigned -> {
                assignments = assigned.attempt();
                change(event, step -> step.assigned(new Assignment(assigned.robot(), assigned.attempt())));
            }
            case Detail.StepInterrupted _ ->
                change(event, step -> step.ended(StepStatus.INTERRUPTED, null, event.at()));
            case Detail.StepEnded ended -> {
                change(event, step -> step.ended(ended.outcome(), ended.next(), ended.routeError(), event.at()));
                decisions.stepEnded(path(event));
            }
            case Detail.StepSkipped skipped -> {
                startStep(event, skipped.kind(), 1, skipped.iteration());
                change(event, step -> step.skipped(skipped.next(), skipped.routeError(), event.at()));
            }
            case Detail.LoopPlanned planned -> decisions.planned(path(event), planned);
            case Detail.StepCalled called -> decisions.called(path(event), called);
            case Detail.HooksEnded ended -> decisions.hooksEnded(event.path(), ended);
            case Detail.Log _, Detail.Progress _ -> {
                // Log text is kept apart, and nobody looks back at progress; only the number counts here.
            }
        }
    }

    private void resume(Detail.Resumed resumed) {
        finishedAt = null;
        error = null;
        if (resumed.fromStep() == null) {
            status = ExecutionStatus.RUNNING;
        } else {
            status = ExecutionStatus.QUEUED;
            entryStep = resumed.fromStep();
            earlierSteps = steps.size();
            newestAttempts.clear();
            decisions = new Decisions();
        }
    }

    private void trace(@Nullable String traceparent, Event event) {
        if (traceparent != null) {
            traces.add(new Traced(traceparent, event.seq(), event.at()));
        }
    }

    private void end(ExecutionStatus end, Event event, @Nullable Failure failure) {
        status = end;
        error = failure;
        finishedAt = event.at();
        if (event.step() != null) {
            currentStep = event.step();
        }
    }

    private static String path(Event event) {
        return Objects.requireNonNull(event.path());
    }

    private void startStep(Event event, String kind, int attempt, @Nullable Integer iteration) {
        String name = Objects.requireNonNull(event.step());
        String path = path(event);
        decisions.stepStarted(path);
        currentStep = name;
        newestAttempts.put(path, steps.size());
        steps.add(new StepRun(
                steps.size() + 1,
                name,
                path,
                kind,
                StepStatus.RUNNING,
                attempt,
                iteration,
                null,
                false,
                null,
                null,
                event.at(),
                null,
                null));
    }

    private void change(Event event, UnaryOperator<StepRun> change) {
        Integer index = newestAttempts.get(event.path());
        if (index == null) {
            throw new IllegalStateException(
                    "event " + event.seq() + " ends a step that did not start: " + event.path());
        }
        steps.set(index, change.apply(steps.get(index)));
    }

    ExecutionStatus status() {
        return status;
    }

    @Nullable
    String currentStep() {
        return currentStep;
    }

    @Nullable
    Failure error() {
        return error;
    }

    @Nullable
    Map<String, Object> outputs() {
        return outputs;
    }

    @Nullable
    Long startedAt() {
        return startedAt;
    }

    @Nullable
    Long finishedAt() {
        return finishedAt;
    }

    long lastSeq() {
        return lastSeq;
    }

    /** All attempts at steps, in the order in which they started. */
    List<StepRun> steps() {
        return steps;
    }

    /** The attempts of the present run, in their order. */
    List<StepRun> presentSteps() {
        return List.copyOf(steps.subList(earlierSteps, steps.size()));
    }

    /** How many attempts at steps there are in the present run. */
    int attempts() {
        return steps.size() - earlierSteps;
    }

    /** How many attempts were sent to robots: they are counted, so that no two have the same number. */
    int assignments() {
        return assignments;
    }

    @Nullable
    String entryStep() {
        return entryStep;
    }

    /** The newest attempt on record of a visit in the present run, or null. */
    @Nullable
    StepRun recorded(String path) {
        Integer index = newestAttempts.get(path);
        return index == null ? null : steps.get(index);
    }

    /** The runs whose spans have a place in a trace, the present one last. */
    List<Traced> traces() {
        return traces;
    }

    /** What the present run has decided besides. */
    Decisions decisions() {
        return decisions;
    }

    Snapshot snapshot() {
        return new Snapshot(
                status,
                currentStep,
                error,
                outputs,
                startedAt,
                finishedAt,
                lastSeq,
                List.copyOf(steps),
                entryStep,
                earlierSteps,
                decisions.snapshot(),
                traces.isEmpty() ? null : List.copyOf(traces));
    }

    /**
     * A run of the execution, from one entry point on, that is traced.
     *
     * @param parent the span that it belongs below, as text
     * @param seq of the event that began it
     * @param at when that was, in milliseconds since 1970 UTC
     */
    record Traced(String parent, long seq, long at) {}

    /** A state as it is kept. */
    record Snapshot(
            ExecutionStatus status,
            @Nullable String currentStep,
            @Nullable Failure error,
            @Nullable Map<String, Object> outputs,
            @Nullable Long startedAt,
            @Nullable Long finishedAt,
            long lastSeq,
            List<StepRun> steps,
            @Nullable String entryStep,
            int earlierSteps,
            Decisions.Snapshot decisions,
            @Nullable List<Traced> traces) {}
}
