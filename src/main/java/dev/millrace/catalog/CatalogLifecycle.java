package dev.millrace.catalog;

import dev.millrace.cluster.Bell;
import dev.millrace.cluster.DueWork;
import dev.millrace.cluster.Membership;
import dev.millrace.cluster.Signal;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Has old events deleted while the server runs, and tells those who watch of events that other servers have written. */
@Singleton
final class CatalogLifecycle {
    private static final Duration BETWEEN_DELETIONS = Duration.ofHours(1);
    private static final int BETWEEN_LOOKS_SECONDS = 1;

    private final CatalogEvents events;
    private final Membership membership;
    private final ScheduledExecutorService looks = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("catalog-looks").factory());

    CatalogLifecycle(CatalogEvents events, Membership membership) {
        this.events = events;
        this.membership = membership;
    }

    void start(@Observes StartupEvent event, DueWork dueWork, Bell bell) {
        dueWork.every(BETWEEN_DELETIONS, "forget old events of the catalog", events::forgetOld);
        bell.listen(Signal.CatalogChanged.class, _ -> events.look());
        if (!membership.isAlone()) {
            var _ = looks.scheduleWithFixedDelay(
                    events::look, BETWEEN_LOOKS_SECONDS, BETWEEN_LOOKS_SECONDS, TimeUnit.SECONDS);
        }
    }

    void stop(@Observes ShutdownEvent event) {
        looks.shutdownNow();
    }
}
