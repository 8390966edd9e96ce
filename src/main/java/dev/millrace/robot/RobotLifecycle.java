package dev.millrace.robot;

import dev.millrace.cluster.DueWork;
import dev.millrace.config.Settings;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Looks after robots that say nothing any more, and lets go of all of them with the server. */
@Singleton
final class RobotLifecycle {
    private static final Logger LOG = Logger.getLogger(RobotLifecycle.class);

    /** Before the sockets are closed, which then shows no loss, and before the engine waits for runs to end. */
    private static final int BEFORE_SOCKETS = 400;

    /** Often enough for the shortest time that robots are known. */
    private static final int BETWEEN_NOTES_MINUTES = 60;

    private static final Duration LONGEST_LOOK = Duration.ofSeconds(1);

    private final Robots robots;
    private final Visits visits;
    private final Asking asking;
    private final RobotList list;
    private final Duration look;
    private final ScheduledExecutorService sweeps = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("robot-sweep").factory());

    RobotLifecycle(Robots robots, Visits visits, Asking asking, RobotList list, Settings settings) {
        this.robots = robots;
        this.visits = visits;
        this.asking = asking;
        this.list = list;
        Duration half = settings.robots().heartbeat().dividedBy(2);
        this.look = half.compareTo(LONGEST_LOOK) < 0 ? half : LONGEST_LOOK;
    }

    void start(@Observes StartupEvent event, DueWork dueWork) {
        var _ = sweeps.scheduleWithFixedDelay(
                guarded(robots::sweep), look.toMillis(), look.toMillis(), TimeUnit.MILLISECONDS);
        var _ = sweeps.scheduleWithFixedDelay(
                guarded(visits::look), look.toMillis(), look.toMillis(), TimeUnit.MILLISECONDS);
        asking.start();
        var _ = sweeps.scheduleWithFixedDelay(
                guarded(() -> list.note(robots.connected())), 1, BETWEEN_NOTES_MINUTES, TimeUnit.MINUTES);
        dueWork.every(Duration.ofHours(1), "forget robots that left", list::forgetOld);
    }

    void stop(@Observes @Priority(BEFORE_SOCKETS) ShutdownEvent event) {
        sweeps.shutdownNow();
        asking.stop();
        visits.stop();
        robots.stop();
    }

    /** A sweep that fails must not be the last one. */
    private static Runnable guarded(Runnable sweep) {
        return () -> {
            try {
                sweep.run();
            } catch (RuntimeException e) {
                LOG.error("A look after robots failed; it is tried again", e);
            }
        };
    }
}
