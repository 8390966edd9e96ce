package dev.millrace.access;

import dev.millrace.config.Settings;
import dev.millrace.config.Settings.AuthType;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Makes the first key when the server starts for the first time, and writes down the uses of keys while it runs. */
@Singleton
final class AccessLifecycle {
    private static final Logger LOG = Logger.getLogger(AccessLifecycle.class);
    private static final int FLUSH_SECONDS = 60;
    private static final String ADMIN = "admin";

    private final Settings settings;
    private final ApiKeys keys;
    private final KeyUses uses;
    private final ScheduledExecutorService flushes = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("key-uses").factory());

    AccessLifecycle(Settings settings, ApiKeys keys, KeyUses uses) {
        this.settings = settings;
        this.keys = keys;
        this.uses = uses;
    }

    void start(@Observes StartupEvent event) throws IOException {
        if (settings.api().auth().types().contains(AuthType.API_KEY) && keys.none()) {
            makeAdminKey();
        }
        var _ = flushes.scheduleWithFixedDelay(this::flush, FLUSH_SECONDS, FLUSH_SECONDS, TimeUnit.SECONDS);
    }

    void stop(@Observes ShutdownEvent event) {
        flushes.shutdownNow();
        flush();
    }

    /** The file comes first: after a crash in between, there is no key yet and the next start makes another one. */
    private void makeAdminKey() throws IOException {
        PlainKey key = PlainKey.random();
        Path file = AdminKeyFile.write(settings.dataDir(), key);
        keys.first(ADMIN, ADMIN, key);
        tell("The first start: your admin key is " + key.text() + " and is shown only now; it is also in " + file
                + ", which only the server's user can read.");
    }

    /** To whoever started the server, and not to the log, which may be kept and sent elsewhere. */
    private static void tell(String text) {
        System.err.println(text);
    }

    private void flush() {
        try {
            uses.flush();
        } catch (RuntimeException e) {
            LOG.error("The last uses of keys could not be written; it is tried again", e);
        }
    }
}
