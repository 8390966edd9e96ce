package dev.millrace.session;

import dev.millrace.cluster.Node;
import dev.millrace.config.Settings;
import dev.millrace.network.HttpClients;
import dev.millrace.process.Processes;
import dev.millrace.process.Timeouts;
import dev.millrace.session.driver.Drivers;
import dev.millrace.session.driver.HostRules;
import dev.millrace.session.driver.Reach;
import dev.millrace.session.recording.Recordings;
import dev.millrace.session.vision.Vision;
import dev.millrace.store.Ids;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Makes the sessions with the server; ends what a crash has left before, and all of them with it. */
@Singleton
final class SessionLifecycle {
    private static final Logger LOG = Logger.getLogger(SessionLifecycle.class);

    /** Before the engine, which ends all processes that nobody looks after. */
    private static final int EARLY = 1_000;

    private final ScheduledExecutorService sweeps = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("recording-sweep").factory());
    private final Processes processes;
    private final Drivers drivers;
    private final Vision vision;
    private final Recordings recordings;
    private final Sessions sessions;

    SessionLifecycle(Settings settings, Node node, Vertx vertx, Clock clock, Ids ids, MeterRegistry metrics) {
        Settings.Sessions own = settings.sessions();
        // One that is being stopped still has its place, and each may read from its screen.
        this.processes = new Processes(2 * own.max() + 2, Timeouts.DEFAULT);
        Reach reach = new Reach(new HostRules(own.allowedHosts()), own.allowPrivateAddresses());
        this.drivers = new Drivers(own, node, processes, reach);
        this.vision = new Vision(own, processes);
        this.recordings = new Recordings(settings.dataDir().resolve("recordings"), own.recording(), clock, ids);
        this.sessions =
                new Sessions(own, node, drivers, vision, new HttpClients(vertx, reach.guard()), recordings, clock);
        Gauge.builder("millrace.sessions.active", sessions, Sessions::count)
                .description("Live sessions")
                .register(metrics);
    }

    @Produces
    @Singleton
    Recordings recordings() {
        return recordings;
    }

    @Produces
    @Singleton
    Sessions sessions() {
        return sessions;
    }

    void start(@Observes @Priority(EARLY) StartupEvent event) throws InterruptedException {
        int ended = drivers.endOrphans();
        if (ended > 0) {
            LOG.infof("Ended %d processes of browsers that an earlier run of the server has left", ended);
        }
        recordings.load();
        var _ = sweeps.scheduleWithFixedDelay(recordings::sweep, 0, 1, TimeUnit.HOURS);
    }

    void stop(@Observes @Priority(EARLY) ShutdownEvent event) throws InterruptedException {
        sweeps.shutdownNow();
        sessions.close();
        vision.close();
        processes.close();
    }
}
