package dev.millrace.socket;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Whether sockets are taken: they are until the server is told to stop. */
@Readiness
@Singleton
final class SocketHealth implements HealthCheck {
    private final Sockets sockets;

    SocketHealth(Sockets sockets) {
        this.sockets = sockets;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("sockets")
                .status(!sockets.isDraining())
                .withData("open", sockets.count())
                .build();
    }
}
