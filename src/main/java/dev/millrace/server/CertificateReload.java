package dev.millrace.server;

import dev.millrace.config.CertificateException;
import dev.millrace.config.ServerCertificate;
import dev.millrace.config.Settings;
import dev.millrace.config.Settings.Tls;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.tls.runtime.KeyStoreAndKeyCertOptions;
import io.quarkus.tls.runtime.KeyStoreProvider;
import io.smallrye.common.annotation.Identifier;
import io.vertx.core.Vertx;
import io.vertx.core.net.KeyCertOptions;
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
 * Gives the HTTP server its certificate, and takes a new one into use when its files have changed. One that cannot be
 * used is told in the log, and the old one stays. The files are looked at rather than watched: where they are links to
 * folders that are exchanged, as in Kubernetes, there is nothing to watch.
 *
 * <p>The framework's own way to exchange a certificate ends handshakes that begin meanwhile, a fourth of them under load
 * (Vert.x 4.5, {@code updateSSLOptions}). So it keeps its options, and only the key behind them changes.
 */
@Singleton
@Identifier(CertificateReload.NAME)
final class CertificateReload implements KeyStoreProvider {
    static final String NAME = "api";

    private static final Logger LOG = Logger.getLogger(CertificateReload.class);
    private static final long PERIOD_MILLIS = 500;

    private final @Nullable Tls tls;
    private final @Nullable ExchangeableCertificate certificate;

    private @Nullable ScheduledExecutorService looks;
    private List<Stamp> used = List.of();
    private List<Stamp> seen = List.of();

    CertificateReload(Settings settings) throws CertificateException {
        tls = settings.api().tls();
        if (tls == null) {
            certificate = null;
        } else {
            used = stamps(tls);
            seen = used;
            certificate = new ExchangeableCertificate(ServerCertificate.read(tls));
        }
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

    @Override
    public @Nullable KeyStoreAndKeyCertOptions getKeyStore(Vertx vertx) {
        return certificate == null ? null : new KeyStoreAndKeyCertOptions(null, KeyCertOptions.wrap(certificate));
    }

    void start(@Observes StartupEvent event) {
        if (tls != null && certificate != null) {
            looks = Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("certificate").factory());
            Future<?> _ = looks.scheduleWithFixedDelay(
                    () -> look(tls, certificate), PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
        }
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
    private void look(Tls files, ExchangeableCertificate certificate) {
        List<Stamp> now = stamps(files);
        boolean settled = now.equals(seen);
        seen = now;
        if (settled && !now.equals(used)) {
            used = now;
            exchange(files, certificate);
        }
    }

    private static void exchange(Tls files, ExchangeableCertificate certificate) {
        try {
            ServerCertificate read = ServerCertificate.read(files);
            certificate.exchange(read);
            LOG.infof("A new certificate is in use: %s, until %s", read.subject(), read.expires());
        } catch (CertificateException e) {
            LOG.warnf("The new certificate cannot be used, the old one stays: %s", e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("The new certificate could not be taken into use", e);
        }
    }
}
