package dev.millrace.execution;

import dev.millrace.cluster.Bell;
import dev.millrace.cluster.Membership;
import dev.millrace.cluster.Redis;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Has a server that shares its database look at what the others append. */
@Singleton
final class RemoteEventsLifecycle {
    private static final Logger LOG = Logger.getLogger(RemoteEventsLifecycle.class);

    private final RemoteEvents events;
    private final ScheduledExecutorService sweeps = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("remote-events").factory());

    RemoteEventsLifecycle(RemoteEvents events) {
        this.events = events;
    }

    void start(@Observes StartupEvent event, Membership membership, Bell bell, Redis redis) {
        if (!membership.isAlone()) {
            events.listen(bell);
            redis.onGap(events::missed);
            var _ = sweeps.scheduleWithFixedDelay(this::sweep, 1, 1, TimeUnit.SECONDS);
        }
    }

    void stop(@Observes ShutdownEvent event) {
        sweeps.shutdownNow();
    }

    /** One that fails must not be the last one. */
    private void sweep() {
        try {
            events.sweep();
        } catch (RuntimeException e) {
            LOG.warnf("What other servers have done cannot be read at the moment: %s", e.getMessage());
        }
    }
}
