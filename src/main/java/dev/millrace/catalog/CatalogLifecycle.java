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
import org.jboss.logging.Logger;

/** Has old events deleted while the server runs, and tells watchers and caches of what other servers have written. */
@Singleton
final class CatalogLifecycle {
    private static final Logger LOG = Logger.getLogger(CatalogLifecycle.class);
    private static final Duration BETWEEN_DELETIONS = Duration.ofHours(1);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

    private final CatalogEvents events;
    private final ChangesElsewhere elsewhere;
    private final Membership membership;
    private final ScheduledExecutorService looks = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("catalog-looks").factory());

    CatalogLifecycle(CatalogEvents events, ChangesElsewhere elsewhere, Membership membership) {
        this.events = events;
        this.elsewhere = elsewhere;
        this.membership = membership;
    }

    void start(@Observes StartupEvent event, DueWork dueWork, Bell bell) {
        dueWork.every(BETWEEN_DELETIONS, "forget old events of the catalog", events::forgetOld);
        bell.listen(Signal.CatalogChanged.class, _ -> events.look());
        if (!membership.isAlone()) {
            var _ = looks.scheduleWithFixedDelay(
                    this::look, BETWEEN_LOOKS.toMillis(), BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** A look that fails must not be the last one. */
    private void look() {
        try {
            elsewhere.look();
            events.look();
        } catch (RuntimeException e) {
            LOG.warnf("What other servers have written cannot be read at the moment: %s", e.getMessage());
        }
    }

    void stop(@Observes ShutdownEvent event) {
        looks.shutdownNow();
    }
}
