package dev.millrace.execution;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Whether the engine takes executions: it does until the server is told to stop. */
@Readiness
@Singleton
final class EngineHealth implements HealthCheck {
    private final Engine engine;

    EngineHealth(Engine engine) {
        this.engine = engine;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("engine")
                .status(engine.accepting())
                .withData("running", engine.running())
                .build();
    }
}
