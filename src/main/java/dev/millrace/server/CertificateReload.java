package dev.millrace.server;

import dev.millrace.config.CertificateException;
import dev.millrace.config.ServerCertificate;
import dev.millrace.config.Settings;
import dev.millrace.config.Settings.Tls;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.tls.CertificateUpdatedEvent;
import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Takes a new certificate into use when its files have changed, for connections that begin from then on. One that
 * cannot be used is told in the log, and the old one stays. The files are looked at rather than watched: where they are
 * links to folders that are exchanged, as in Kubernetes, there is nothing to watch.
 */
@Singleton
final class CertificateReload {
    private static final Logger LOG = Logger.getLogger(CertificateReload.class);
    private static final String NAME = "api";
    private static final long PERIOD_MILLIS = 500;

    private final @Nullable Tls tls;
    private final TlsConfigurationRegistry registry;
    private final Event<CertificateUpdatedEvent> updates;

    private @Nullable ScheduledExecutorService looks;
    private List<Stamp> used = List.of();
    private List<Stamp> seen = List.of();

    CertificateReload(Settings settings, TlsConfigurationRegistry registry, Event<CertificateUpdatedEvent> updates) {
        this.tls = settings.api().tls();
        this.registry = registry;
        this.updates = updates;
    }

    /** By which a changed file is told from the one before; nulls when there is none. */
    private record Stamp(
            @Nullable FileTime changed, long size, @Nullable Object inode) {
        static Stamp of(Path file) {
            try {
                BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
                return new Stamp(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
            } catch (IOException _) {
                return new Stamp(null, 0, null);
            }
        }
    }

    void start(@Observes StartupEvent event) {
        if (tls == null) {
            return;
        }
        used = stamps(tls);
        seen = used;
        looks = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("certificate").factory());
        Future<?> _ =
                looks.scheduleWithFixedDelay(() -> look(tls), PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    }

    void stop(@Observes ShutdownEvent event) {
        if (looks != null) {
            looks.shutdownNow();
        }
    }

    private static List<Stamp> stamps(Tls tls) {
        return List.of(Stamp.of(tls.certificate()), Stamp.of(tls.key()));
    }

    /** Two files are not exchanged at once: so a change counts when nothing has changed since the look before. */
    private void look(Tls files) {
        List<Stamp> now = stamps(files);
        boolean settled = now.equals(seen);
        seen = now;
        if (settled && !now.equals(used)) {
            used = now;
            replace(files);
        }
    }

    private void replace(Tls files) {
        try {
            ServerCertificate certificate = ServerCertificate.read(files);
            TlsConfiguration configuration = registry.get(NAME).orElseThrow();
            if (configuration.reload()) {
                updates.fire(new CertificateUpdatedEvent(NAME, configuration));
                LOG.infof("A new certificate is in use: %s, until %s", certificate.subject(), certificate.expires());
            } else {
                LOG.warn("The new certificate could not be read; the old one stays in use");
            }
        } catch (CertificateException e) {
            LOG.warnf("The new certificate cannot be used, the old one stays: %s", e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("The new certificate could not be taken into use", e);
        }
    }
}
