package dev.millrace.socket;

import dev.millrace.config.Settings;
import dev.millrace.store.StoreUnavailable;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Looks after open sockets: ends those whose credentials end or who are silent, and all of them with the server. */
@Singleton
final class SocketLifecycle {
    private static final Logger LOG = Logger.getLogger(SocketLifecycle.class);

    private static final long CREDENTIALS_MILLIS = 400;
    private static final Duration PINGS = Duration.ofSeconds(5);

    /** After this long without a sign of life one is asked for. */
    private static final Duration QUIET = Duration.ofSeconds(15);

    /** After this long nobody is there any more. */
    private static final Duration DEAD = Duration.ofSeconds(45);

    /** For how long the last frames may take when the server stops: what runs in it needs time to end as well. */
    private static final Duration MOST_PATIENCE = Duration.ofSeconds(5);

    /** How long others may take to answer that they are closed. */
    private static final Duration FAREWELL = Duration.ofSeconds(2);

    private final Sockets sockets;
    private final Duration patience;
    private final ScheduledExecutorService sweeps = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("sockets").factory());

    SocketLifecycle(Sockets sockets, Settings settings) {
        this.sockets = sockets;
        Duration timeout = settings.engine().shutdownTimeout();
        this.patience = timeout.compareTo(MOST_PATIENCE) < 0 ? timeout : MOST_PATIENCE;
    }

    void start(@Observes StartupEvent event) {
        var _ = sweeps.scheduleWithFixedDelay(
                this::closeUnknown, CREDENTIALS_MILLIS, CREDENTIALS_MILLIS, TimeUnit.MILLISECONDS);
        var _ = sweeps.scheduleWithFixedDelay(this::ping, PINGS.toMillis(), PINGS.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void closeUnknown() {
        try {
            sockets.closeUnknown();
        } catch (StoreUnavailable e) {
            LOG.debugf("Credentials of open sockets cannot be looked at now: %s", e.getMessage());
        } catch (RuntimeException e) {
            LOG.warn("Credentials of open sockets could not be looked at; it is tried again", e);
        }
    }

    private void ping() {
        for (Conversation conversation : sockets.all()) {
            Connection connection = conversation.connection();
            Duration silence = connection.silence();
            if (silence.compareTo(DEAD) > 0 && !conversation.isBusy()) {
                connection.close(CloseCode.SILENT, "no sign of life for " + DEAD.toSeconds() + " s");
            } else if (silence.compareTo(QUIET) > 0) {
                connection.ping();
            }
        }
    }

    void stop(@Observes ShutdownEvent event) {
        sweeps.shutdownNow();
    }

    /**
     * Tells everybody to connect anew, lets the frames that are being worked on come to their end, and closes. This event
     * comes while connections are still open; before {@link ShutdownEvent} the framework has closed them.
     */
    void drain(@Observes ShutdownDelayInitiatedEvent event) throws InterruptedException {
        sockets.refuseMore();
        List<Conversation> open = sockets.all();
        open.forEach(conversation -> conversation.peer().send(Peer.frame("goaway")));
        long deadline = System.nanoTime() + patience.toNanos();
        for (Conversation conversation : open) {
            conversation.silence(millisTo(deadline));
        }
        for (Conversation conversation : open) {
            if (!conversation.connection().awaitEmpty(Duration.ofMillis(millisTo(deadline)))) {
                LOG.debugf("%s has not read everything", conversation.peer());
            }
            conversation.connection().close(CloseCode.RESTARTING, "the server stops; connect again");
        }
        awaitFarewell();
    }

    private void awaitFarewell() throws InterruptedException {
        long deadline = System.nanoTime() + FAREWELL.toNanos();
        while (sockets.count() > 0 && System.nanoTime() < deadline) {
            Thread.sleep(10);
        }
    }

    private static long millisTo(long deadline) {
        return Math.max(0, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime()));
    }
}
