package dev.millrace.tracing;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.util.Collection;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Tells when spans cannot be sent: with a warning at the first failure, and then one every few minutes that says how
 * many were lost. It speaks for the library, whose own complaints come with stack traces. Thread-safe.
 */
final class LossReport implements SpanExporter {
    private static final org.jboss.logging.Logger LOG = org.jboss.logging.Logger.getLogger(LossReport.class);

    /** The library's own log. Kept here: a logger that nobody holds forgets its level. */
    private static final Logger LIBRARY = Logger.getLogger("io.opentelemetry");

    private static final Duration PAUSE = Duration.ofMinutes(5);

    private final SpanExporter exporter;
    private final String address;

    private long lost;
    private @Nullable Long reportedAt;

    LossReport(SpanExporter exporter, String address) {
        this.exporter = exporter;
        this.address = address;
        LIBRARY.setLevel(Level.OFF);
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        CompletableResultCode result = exporter.export(spans);
        return result.whenComplete(() -> {
            if (!result.isSuccess()) {
                lost(spans.size(), result.getFailureThrowable());
            }
        });
    }

    private synchronized void lost(int spans, @Nullable Throwable failure) {
        lost += spans;
        long now = System.nanoTime();
        if (reportedAt == null || now - reportedAt > PAUSE.toNanos()) {
            reportedAt = now;
            LOG.warnf(
                    "Traces cannot be sent to %s: %s. Spans lost so far: %d; this is told again in %d minutes if it lasts.",
                    address, reason(failure), lost, PAUSE.toMinutes());
        }
    }

    /** The library wraps what went wrong; without a cause, there was an answer. */
    private static String reason(@Nullable Throwable failure) {
        Throwable cause = failure == null ? null : failure.getCause();
        return cause == null ? "the collector refuses them, or is too slow" : cause.toString();
    }

    @Override
    public CompletableResultCode flush() {
        return exporter.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
        return exporter.shutdown();
    }
}
