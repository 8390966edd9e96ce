package dev.millrace.tracing;

import dev.millrace.config.Settings;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where spans come from. Off, unless the settings name a collector: then nothing of OpenTelemetry is started, and
 * nobody must ask for a span. Thread-safe.
 */
public final class Tracing implements AutoCloseable {
    private final @Nullable SpanExport export;

    private Tracing(@Nullable SpanExport export) {
        this.export = export;
    }

    /** No traces. */
    public static Tracing off() {
        return new Tracing(null);
    }

    /**
     * Traces as the settings say. It does not matter whether the collector can be reached: spans are sent later, and
     * dropped when they cannot be.
     *
     * @param instance tells this server from others of the same name
     */
    public static Tracing of(Settings.Telemetry settings, String instance) {
        return settings.otlpEndpoint().isEmpty() ? off() : new Tracing(SpanExport.start(settings, instance));
    }

    /** Whether there are spans. */
    public boolean on() {
        return export != null;
    }

    /**
     * A span below another one, of this or another server; the first one of a trace when that is not valid.
     *
     * @throws NullPointerException when tracing is off
     */
    public SpanBuilder span(String name, SpanKind kind, SpanContext parent) {
        return span(name, kind, Context.root().with(Span.wrap(parent)));
    }

    /** A span below the one that the headers of a request name, if they do. */
    public <H> SpanBuilder span(String name, SpanKind kind, H headers, TextMapGetter<H> getter) {
        return span(name, kind, W3CTraceContextPropagator.getInstance().extract(Context.root(), headers, getter));
    }

    private SpanBuilder span(String name, SpanKind kind, Context parent) {
        return Objects.requireNonNull(export)
                .tracer()
                .spanBuilder(name)
                .setSpanKind(kind)
                .setParent(parent);
    }

    /** Starts a span that has this id: 16 hexadecimal digits in lower case, not all of them 0. */
    public static Span start(SpanBuilder span, String spanId) {
        return ChosenIds.start(span, spanId);
    }

    /** Sends what has not been sent yet, for a few seconds at most. */
    @Override
    public void close() {
        if (export != null) {
            export.close();
        }
    }
}
