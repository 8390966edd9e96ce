package dev.millrace.execution;

import dev.millrace.secret.Mask;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What may be shown of an execution: values, texts and errors without its secrets. Names of steps, types and codes come
 * from the workflow, and stay.
 */
record Masking(Mask mask) {
    ExecutionRow row(ExecutionRow row) {
        if (mask.isEmpty()) {
            return row;
        }
        return row.withValues(values(row.inputs()), nullableValues(row.outputs()), failure(row.error()));
    }

    StepRun step(StepRun step) {
        if (mask.isEmpty()) {
            return step;
        }
        return new StepRun(
                step.n(),
                step.name(),
                step.path(),
                step.kind(),
                step.status(),
                step.attempt(),
                step.iteration(),
                step.outcome() == null ? null : outcome(step.outcome()),
                step.retried(),
                step.next(),
                failure(step.routeError()),
                step.startedAt(),
                step.finishedAt(),
                step.robot());
    }

    Detail detail(Detail detail) {
        if (mask.isEmpty()) {
            return detail;
        }
        return switch (detail) {
            case Detail.Completed completed -> new Detail.Completed(nullableValues(completed.outputs()));
            case Detail.Failed failed -> new Detail.Failed(known(failed.error()));
            case Detail.Cancelled cancelled -> new Detail.Cancelled(known(cancelled.error()));
            case Detail.StepEnded ended ->
                new Detail.StepEnded(
                        ended.attempt(), outcome(ended.outcome()), ended.next(), failure(ended.routeError()));
            case Detail.StepRetrying retrying ->
                new Detail.StepRetrying(retrying.attempt(), outcome(retrying.outcome()), retrying.delayMs());
            case Detail.StepSkipped skipped ->
                new Detail.StepSkipped(
                        skipped.kind(), skipped.iteration(), skipped.next(), failure(skipped.routeError()));
            case Detail.LoopPlanned planned -> new Detail.LoopPlanned(items(planned.items()), planned.maxIterations());
            case Detail.Progress progress ->
                new Detail.Progress(
                        progress.percent(), progress.message() == null ? null : mask.text(progress.message()));
            case Detail.Log log -> new Detail.Log(log.stream(), mask.text(log.text()));
            case Detail.Queued _,
                    Detail.Started _,
                    Detail.Waiting _,
                    Detail.Resumed _,
                    Detail.StepStarted _,
                    Detail.StepAssigned _,
                    Detail.StepInterrupted _,
                    Detail.StepCalled _,
                    Detail.HooksEnded _ -> detail;
        };
    }

    private Outcome outcome(Outcome outcome) {
        return new Outcome(
                outcome.status(),
                outcome.exitCode(),
                mask.text(outcome.output()),
                mask.text(outcome.stderr()),
                outcome.truncated(),
                nullableValues(outcome.outputs()),
                nullableValues(outcome.response()),
                failure(outcome.error()));
    }

    private @Nullable Failure failure(@Nullable Failure failure) {
        return failure == null ? null : known(failure);
    }

    private Failure known(Failure failure) {
        return new Failure(failure.code(), mask.text(failure.message()), failure.step());
    }

    private @Nullable Map<String, Object> nullableValues(@Nullable Map<String, Object> values) {
        return values == null ? null : values(values);
    }

    private Map<String, Object> values(Map<String, Object> values) {
        Map<String, Object> masked = new LinkedHashMap<>();
        values.forEach((name, value) -> masked.put(mask.text(name), mask.value(value)));
        return masked;
    }

    private @Nullable List<@Nullable Object> items(@Nullable List<@Nullable Object> items) {
        return items == null
                ? null
                : items.stream().<@Nullable Object>map(mask::value).toList();
    }
}
