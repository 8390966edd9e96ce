package dev.millrace.tracing;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.sdk.trace.IdGenerator;

/**
 * Random ids, and for some spans ones that were chosen before: so who goes on with a piece of work after a restart goes
 * on with its span, too. Thread-safe.
 */
final class ChosenIds implements IdGenerator {
    private static final ScopedValue<String> CHOSEN = ScopedValue.newInstance();

    private final IdGenerator random = IdGenerator.random();

    /** Starts a span that has this id. */
    static Span start(SpanBuilder span, String spanId) {
        return ScopedValue.where(CHOSEN, spanId).call(span::startSpan);
    }

    @Override
    public String generateSpanId() {
        return CHOSEN.isBound() ? CHOSEN.get() : random.generateSpanId();
    }

    @Override
    public String generateTraceId() {
        return random.generateTraceId();
    }
}
