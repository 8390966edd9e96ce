package dev.millrace.tracing;

import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceId;
import io.opentelemetry.api.trace.TraceState;

/**
 * A span's place in its trace as text: {@code 00-<trace id>-<span id>-<flags>}, as in the header {@code traceparent} of
 * W3C Trace Context. So it is handed on to other servers, and kept with what goes on later.
 */
public final class TraceParent {
    /** The name of the header. */
    public static final String HEADER = "traceparent";

    private static final String VERSION = "00";
    private static final int TRACE_ID = 3;
    private static final int SPAN_ID = TRACE_ID + TraceId.getLength() + 1;
    private static final int FLAGS = SPAN_ID + SpanId.getLength() + 1;
    private static final int LENGTH = FLAGS + TraceFlags.getLength();

    private TraceParent() {}

    /** The text of a place. */
    public static String text(SpanContext span) {
        return VERSION + "-" + span.getTraceId() + "-" + span.getSpanId() + "-"
                + span.getTraceFlags().asHex();
    }

    /** The place that a text of {@link #text} names; an invalid one for any other text. */
    public static SpanContext parse(String text) {
        if (text.length() != LENGTH) {
            return SpanContext.getInvalid();
        }
        return SpanContext.createFromRemoteParent(
                text.substring(TRACE_ID, SPAN_ID - 1),
                text.substring(SPAN_ID, FLAGS - 1),
                text.endsWith("01") ? TraceFlags.getSampled() : TraceFlags.getDefault(),
                TraceState.getDefault());
    }
}
