package dev.millrace.server;

import dev.millrace.config.Settings;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Whether there is room left where the server keeps its data. */
@Readiness
@Singleton
final class DiskHealth implements HealthCheck {
    private static final long LEAST_FREE_MIB = 64;

    private final Path dataDir;

    DiskHealth(Settings settings) {
        this.dataDir = settings.dataDir();
    }

    @Override
    public HealthCheckResponse call() {
        try {
            long free = Files.getFileStore(dataDir).getUsableSpace() >> 20;
            return HealthCheckResponse.named("disk")
                    .status(free >= LEAST_FREE_MIB)
                    .withData("free_mib", free)
                    .build();
        } catch (IOException _) {
            return HealthCheckResponse.named("disk")
                    .down()
                    .withData("reason", "the data directory cannot be read")
                    .build();
        }
    }
}
