package dev.millrace.execution;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** How long attempts at steps took, by the step's type and by how they ended, for the metrics. Thread-safe. */
@Singleton
final class StepTimes {
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(10),
        Duration.ofMillis(100),
        Duration.ofSeconds(1),
        Duration.ofSeconds(10),
        Duration.ofMinutes(1),
        Duration.ofMinutes(10)
    };

    private final MeterRegistry metrics;
    private final Map<Key, Timer> timers = new ConcurrentHashMap<>();

    private record Key(String kind, StepStatus status) {}

    StepTimes(MeterRegistry metrics) {
        this.metrics = metrics;
    }

    void record(String kind, StepStatus status, long nanos) {
        timers.computeIfAbsent(new Key(kind, status), this::register).record(nanos, TimeUnit.NANOSECONDS);
    }

    private Timer register(Key key) {
        return Timer.builder("millrace.step.duration")
                .description("Time of one attempt at a step")
                .tag("type", key.kind())
                .tag("status", key.status().wire())
                .serviceLevelObjectives(BUCKETS)
                .register(metrics);
    }
}
