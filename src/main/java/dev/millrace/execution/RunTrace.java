package dev.millrace.execution;

import dev.millrace.execution.ExecutionState.Traced;
import dev.millrace.tracing.TraceParent;
import dev.millrace.tracing.Tracing;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.semconv.ErrorAttributes;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The spans of one run of an execution: one for the run, which is below the request or the step that started it, and
 * within it one for each attempt at a step. Their ids follow from the journal: from the execution's number and the
 * place of the event or attempt in it. So the spans from before and after a crash make one trace, and whoever ends a
 * run ends the span that another server may have begun. A span is sent when it has ended; one that is cut off by a
 * crash is never sent twice. Thread-safe.
 */
final class RunTrace {
    private static final AttributeKey<String> EXECUTION = AttributeKey.stringKey("millrace.execution.id");
    private static final AttributeKey<String> WORKFLOW = AttributeKey.stringKey("millrace.workflow.id");
    private static final AttributeKey<Long> REVISION = AttributeKey.longKey("millrace.workflow.revision");
    private static final AttributeKey<String> STATUS = AttributeKey.stringKey("millrace.status");
    private static final AttributeKey<String> STEP = AttributeKey.stringKey("millrace.step.name");
    private static final AttributeKey<String> PATH = AttributeKey.stringKey("millrace.step.path");
    private static final AttributeKey<String> KIND = AttributeKey.stringKey("millrace.step.type");
    private static final AttributeKey<Long> ATTEMPT = AttributeKey.longKey("millrace.step.attempt");
    private static final AttributeKey<Long> EXIT_CODE = AttributeKey.longKey("process.exit.code");

    /** Spreads numbers in a row over all 64-bit numbers (the golden ratio; as in SplitMix64). */
    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    private static final RunTrace NONE = new RunTrace(Tracing.off(), 0, Span.getInvalid());

    private final Tracing tracing;
    private final long execution;
    private final Span span;

    private RunTrace(Tracing tracing, long execution, Span span) {
        this.tracing = tracing;
        this.execution = execution;
        this.span = span;
    }

    /** The trace of a run that begins now. */
    static RunTrace begin(Tracing tracing, ExecutionRow row, ExecutionState state) {
        return of(tracing, row, state, null);
    }

    /** The trace of a run that an earlier life of this server, or another one, has begun. */
    static RunTrace goOn(Tracing tracing, ExecutionRow row, ExecutionState state) {
        return of(tracing, row, state, Objects.requireNonNullElse(state.startedAt(), 0L));
    }

    private static RunTrace of(Tracing tracing, ExecutionRow row, ExecutionState state, @Nullable Long startedAt) {
        List<Traced> runs = state.traces();
        if (!tracing.on() || runs.isEmpty()) {
            return NONE;
        }
        Traced run = runs.getLast();
        SpanBuilder span = tracing.span(
                        "execution " + row.workflow(), SpanKind.INTERNAL, TraceParent.parse(run.parent()))
                .setAttribute(EXECUTION, row.executionId())
                .setAttribute(WORKFLOW, row.workflow())
                .setAttribute(REVISION, (long) row.revision());
        if (runs.size() > 1) {
            Traced former = runs.get(runs.size() - 2);
            span.addLink(within(TraceParent.parse(former.parent()), runId(row.id(), former)));
        }
        if (startedAt != null) {
            span.setStartTimestamp(Math.max(startedAt, run.at()), TimeUnit.MILLISECONDS);
        }
        return new RunTrace(tracing, row.id(), Tracing.start(span, runId(row.id(), run)));
    }

    /** Whether spans of this run are sent. */
    boolean isRecorded() {
        return span.isRecording();
    }

    /** The ids of the trace and the span of the run, by the names that logs have for them; none without a trace. */
    Map<String, String> ids() {
        SpanContext place = span.getSpanContext();
        return place.isValid() ? Map.of("trace_id", place.getTraceId(), "span_id", place.getSpanId()) : Map.of();
    }

    /** Starts the span of an attempt that begins now. */
    Span attempt(Visit visit) {
        return attempt(visit, null);
    }

    /** Starts the span of an attempt that goes on, or was cut off, after its server had died. */
    Span attemptSince(Visit visit, long startedAt) {
        return attempt(visit, startedAt);
    }

    private Span attempt(Visit visit, @Nullable Long startedAt) {
        if (!isRecorded()) {
            return Span.getInvalid();
        }
        StepRun attempt = Objects.requireNonNull(visit.journal().recorded().attempt(visit.path()));
        String around = VisitPath.around(visit.path());
        SpanContext parent = around.isEmpty()
                ? span.getSpanContext()
                : placeOf(Objects.requireNonNull(visit.journal().recorded().attempt(around)));
        SpanBuilder builder = tracing.span("step " + attempt.name(), kind(visit), parent)
                .setAttribute(EXECUTION, visit.executionId())
                .setAttribute(STEP, attempt.name())
                .setAttribute(PATH, attempt.path())
                .setAttribute(KIND, attempt.kind())
                .setAttribute(ATTEMPT, (long) attempt.attempt());
        if (startedAt != null) {
            builder.setStartTimestamp(startedAt, TimeUnit.MILLISECONDS);
        }
        return Tracing.start(builder, attemptId(attempt));
    }

    private static SpanKind kind(Visit visit) {
        return visit.sendsRequest() ? SpanKind.CLIENT : SpanKind.INTERNAL;
    }

    /** Ends the span of an attempt. What the step printed or answered is not told. */
    static void end(Span attempt, Outcome outcome) {
        if (!attempt.isRecording()) {
            return;
        }
        attempt.setAttribute(STATUS, outcome.status().wire());
        if (outcome.exitCode() != null) {
            attempt.setAttribute(EXIT_CODE, (long) outcome.exitCode());
        }
        tell(outcome.status() == StepStatus.FAILED ? outcome.error() : null, attempt);
        attempt.end();
    }

    /** Sends the span of an attempt that was cut off: its server died, and nobody knows when. */
    void interrupted(Visit visit, StepRun attempt) {
        interrupted(attemptSince(visit, attempt.startedAt()));
    }

    /** Ends the span of an attempt that was cut off. */
    static void interrupted(Span lost) {
        if (lost.isRecording()) {
            lost.setAttribute(STATUS, StepStatus.INTERRUPTED.wire())
                    .setAttribute(ErrorAttributes.ERROR_TYPE, Failure.STEP_INTERRUPTED)
                    .setStatus(StatusCode.ERROR)
                    .end();
        }
    }

    /** Ends the span of the run: its end is on disk. */
    void end(ExecutionState state) {
        if (isRecorded()) {
            span.setAttribute(STATUS, state.status().wire());
            tell(state.status() == ExecutionStatus.FAILED ? state.error() : null, span);
            span.end();
        }
    }

    private static void tell(@Nullable Failure failure, Span failed) {
        if (failure != null) {
            failed.setAttribute(ErrorAttributes.ERROR_TYPE, failure.code()).setStatus(StatusCode.ERROR);
        }
    }

    /** The place of the newest attempt of a visit, as text, for what it starts elsewhere; null when there is no trace. */
    @Nullable
    String traceParent(Visit visit) {
        if (!span.getSpanContext().isValid()) {
            return null;
        }
        return TraceParent.text(
                placeOf(Objects.requireNonNull(visit.journal().recorded().attempt(visit.path()))));
    }

    private SpanContext placeOf(StepRun attempt) {
        return within(span.getSpanContext(), attemptId(attempt));
    }

    private static SpanContext within(SpanContext other, String spanId) {
        return SpanContext.create(other.getTraceId(), spanId, other.getTraceFlags(), TraceState.getDefault());
    }

    /** Attempts count up from 1, and runs are told apart by their first event: hence the sign. */
    private static String runId(long execution, Traced run) {
        return spanId(execution, -run.seq());
    }

    private String attemptId(StepRun attempt) {
        return spanId(execution, attempt.n());
    }

    /** No two numbers of the same execution give the same id. */
    private static String spanId(long execution, long number) {
        long mixed = mix(execution + number * SPREAD);
        return SpanId.fromLong(mixed == 0 ? 1 : mixed);
    }

    /** The finalizer of SplitMix64 (Steele, Lea and Flood, 2014): different numbers give different ones. */
    private static long mix(long number) {
        long once = (number ^ (number >>> 30)) * 0xBF58476D1CE4E5B9L;
        long twice = (once ^ (once >>> 27)) * 0x94D049BB133111EBL;
        return twice ^ (twice >>> 31);
    }
}
