package dev.millrace.catalog;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Deletes old events while the server runs. */
@Singleton
final class CatalogLifecycle {
    private static final Logger LOG = Logger.getLogger(CatalogLifecycle.class);
    private static final int FIRST_MINUTE = 1;
    private static final int EVERY_MINUTES = 60;

    private final CatalogEvents events;
    private final ScheduledExecutorService sweeps = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("catalog-sweeps").factory());

    CatalogLifecycle(CatalogEvents events) {
        this.events = events;
    }

    void start(@Observes StartupEvent event) {
        var _ = sweeps.scheduleWithFixedDelay(this::sweep, FIRST_MINUTE, EVERY_MINUTES, TimeUnit.MINUTES);
    }

    void stop(@Observes ShutdownEvent event) {
        sweeps.shutdownNow();
    }

    private void sweep() {
        try {
            events.forgetOld();
        } catch (RuntimeException e) {
            LOG.error("Old events of the catalog could not be deleted; it is tried again", e);
        }
    }
}
