package dev.millrace.robot;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** What the metrics tell of robots. Thread-safe. */
@Singleton
final class RobotMetrics {
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofSeconds(1),
        Duration.ofSeconds(10),
        Duration.ofMinutes(1),
        Duration.ofMinutes(10)
    };

    private final MeterRegistry registry;
    private final Timer dispatch;
    private final Counter refused;

    RobotMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.dispatch = Timer.builder("millrace.robots.dispatch")
                .description("Time from when a run begins to wait for a robot until it is sent to one")
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
        this.refused = Counter.builder("millrace.robots.refused")
                .description("Answers of robots for runs that they do not hold")
                .register(registry);
    }

    void watch(Supplier<Number> connected, Supplier<Number> waiting) {
        Gauge.builder("millrace.robots.connected", connected)
                .description("Robots that are connected")
                .register(registry);
        Gauge.builder("millrace.robots.waiting", waiting)
                .description("Runs that wait for a robot")
                .register(registry);
    }

    /** A run was sent to a robot. */
    void sent(long nanos) {
        dispatch.record(nanos, TimeUnit.NANOSECONDS);
    }

    /** A robot has answered for a run that it does not hold. */
    void refused() {
        refused.increment();
    }
}
