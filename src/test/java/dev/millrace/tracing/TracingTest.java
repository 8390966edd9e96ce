package dev.millrace.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.config.Settings;
import dev.millrace.tracing.Collector.Behaviour;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TracingTest {
    private static final String SAMPLED = "00-000000000000000000000000000000ff-00000000000000aa-01";
    private static final String NOT_SAMPLED = "00-000000000000000000000000000000fe-00000000000000aa-00";

    private static Tracing tracing(Collector collector, double ratio) {
        return Tracing.of(new Settings.Telemetry(collector.address(), "test", ratio), "instance");
    }

    private static Span span(Tracing tracing, SpanContext parent) {
        return tracing.span("work", SpanKind.INTERNAL, parent).startSpan();
    }

    @Test
    void without_an_endpoint_tracing_is_off() {
        try (Tracing tracing = Tracing.of(new Settings.Telemetry("", "test", 1), "instance")) {
            assertThat(tracing.on()).isFalse();
        }
    }

    @Test
    void the_ratio_decides_where_nobody_has_and_the_rest_is_sent_at_the_end() {
        try (Collector collector = new Collector(Behaviour.TAKES)) {
            try (Tracing none = tracing(collector, 0)) {
                span(none, SpanContext.getInvalid()).end();
                span(none, TraceParent.parse(SAMPLED)).end();
            }
            assertThat(collector.all()).singleElement().satisfies(span -> {
                assertThat(span.traceId()).endsWith("ff");
                assertThat(span.parent()).endsWith("aa");
                assertThat(span.server()).containsEntry("service.name", "test");
            });
            try (Tracing all = tracing(collector, 1)) {
                span(all, SpanContext.getInvalid()).end();
                span(all, TraceParent.parse(NOT_SAMPLED)).end();
            }
            assertThat(collector.all()).hasSize(2);
        }
    }

    @Test
    void a_span_has_the_id_that_was_chosen_and_the_next_one_has_not() {
        try (Collector collector = new Collector(Behaviour.TAKES);
                Tracing tracing = tracing(collector, 1)) {
            Span chosen = Tracing.start(
                    tracing.span("work", SpanKind.INTERNAL, TraceParent.parse(SAMPLED)), "00000000000000bb");

            assertThat(TraceParent.text(chosen.getSpanContext()))
                    .isEqualTo("00-000000000000000000000000000000ff-00000000000000bb-01");
            assertThat(span(tracing, SpanContext.getInvalid()).getSpanContext().getSpanId())
                    .isNotEqualTo("00000000000000bb");
        }
    }

    @Test
    void a_collector_that_hangs_holds_up_neither_the_work_nor_the_end() {
        try (Collector collector = new Collector(Behaviour.HANGS)) {
            Tracing tracing = tracing(collector, 1);
            for (int i = 0; i < 100_000; i++) {
                span(tracing, SpanContext.getInvalid()).end();
            }
            await().until(() -> collector.requests() > 0);

            Instant end = Instant.now();
            tracing.close();

            assertThat(Duration.between(end, Instant.now())).isLessThan(Duration.ofSeconds(8));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00-000000000000000000000000000000ff-00000000000000aa",
                "00-00000000000000000000000000000000-00000000000000aa-01",
                "00-000000000000000000000000000000ff-0000000000000000-01",
                "00-xx0000000000000000000000000000ff-00000000000000aa-01"
            })
    void a_text_that_names_no_place_gives_an_invalid_one(String text) {
        assertThat(TraceParent.parse(text).isValid()).isFalse();
    }
}
