package dev.millrace.server;

import dev.millrace.store.Database;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Whether the database takes changes and answers: an empty change is written and waited for, as any other. */
@Readiness
@Singleton
final class DatabaseHealth implements HealthCheck {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Database database;

    DatabaseHealth(Database database) {
        this.database = database;
    }

    @Override
    public HealthCheckResponse call() {
        long start = System.nanoTime();
        boolean up = writes() && database.isReadable();
        return HealthCheckResponse.named("database")
                .status(up)
                .withData("kind", database.kind().wire())
                .withData("state", up ? "usable" : "not usable")
                .withData("write_ms", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start))
                .build();
    }

    private boolean writes() {
        try {
            return database.writer().submit(_ -> true).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException _) {
            return false;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
