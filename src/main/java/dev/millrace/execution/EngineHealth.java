package dev.millrace.execution;

import dev.millrace.cluster.Node;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Whether the engine takes executions and runs them: it does until the server is told to stop, or to take nothing new. */
@Readiness
@Singleton
final class EngineHealth implements HealthCheck {
    private final Engine engine;
    private final Node node;

    EngineHealth(Engine engine, Node node) {
        this.engine = engine;
        this.node = node;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("engine")
                .status(engine.accepting() && !engine.draining())
                .withData("running", engine.running())
                .withData("node", node.id())
                .build();
    }
}
