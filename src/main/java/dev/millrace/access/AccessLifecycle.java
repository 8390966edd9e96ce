package dev.millrace.access;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Makes the first key when the server starts for the first time, and writes down the uses of keys while it runs. */
@Singleton
final class AccessLifecycle {
    private static final Logger LOG = Logger.getLogger(AccessLifecycle.class);
    private static final int FLUSH_SECONDS = 60;

    private final FirstKey firstKey;
    private final KeyUses uses;
    private final ScheduledExecutorService flushes = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("key-uses").factory());

    AccessLifecycle(FirstKey firstKey, KeyUses uses) {
        this.firstKey = firstKey;
        this.uses = uses;
    }

    void start(@Observes StartupEvent event) throws IOException {
        firstKey.makeWhenNone();
        var _ = flushes.scheduleWithFixedDelay(this::flush, FLUSH_SECONDS, FLUSH_SECONDS, TimeUnit.SECONDS);
    }

    void stop(@Observes ShutdownEvent event) {
        flushes.shutdownNow();
        flush();
    }

    private void flush() {
        try {
            uses.flush();
        } catch (RuntimeException e) {
            LOG.error("The last uses of keys could not be written; it is tried again", e);
        }
    }
}
