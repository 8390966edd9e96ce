package dev.millrace.socket;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicInteger;

/** What is counted of sockets. Thread-safe. */
@Singleton
final class SocketMetrics {
    private final AtomicInteger open = new AtomicInteger();
    private final MeterRegistry metrics;
    private final Counter received;
    private final Counter sent;

    SocketMetrics(MeterRegistry metrics) {
        this.metrics = metrics;
        this.received = metrics.counter("millrace.socket.frames", "direction", "in");
        this.sent = metrics.counter("millrace.socket.frames", "direction", "out");
        metrics.gauge("millrace.sockets", open);
    }

    void opened() {
        open.incrementAndGet();
    }

    /** A client can close with any code: those that mean something are told apart. */
    void closed(int code) {
        open.decrementAndGet();
        boolean known = (code >= 1_000 && code < 1_016) || (code >= 4_000 && code <= 4_400);
        metrics.counter("millrace.sockets.closed", "code", known ? String.valueOf(code) : "other")
                .increment();
    }

    void received() {
        received.increment();
    }

    void sent() {
        sent.increment();
    }
}
