package dev.millrace.execution;

import dev.millrace.cluster.Bell;
import dev.millrace.cluster.DueWork;
import dev.millrace.cluster.Membership;
import dev.millrace.cluster.Node;
import dev.millrace.cluster.Signal;
import dev.millrace.http.Idempotency;
import dev.millrace.process.Marker;
import dev.millrace.process.Orphans;
import dev.millrace.process.Processes;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jboss.logging.Logger;

/** Starts the engine with the server, looks after what nobody was told of, and stops it before the rest. */
@Singleton
final class EngineLifecycle {
    private static final Logger LOG = Logger.getLogger(EngineLifecycle.class);

    private static final Duration ORPHAN_GRACE = Duration.ofSeconds(1);
    private static final int BETWEEN_LOOKS_FOR_ABANDONED = 30;
    private static final int BETWEEN_COUNTS = 5;

    /** After which a server that has just started has time for what it may need later. */
    private static final int SECONDS_TO_SETTLE = 5;

    private final Engine engine;
    private final ExecutionStore store;
    private final Node node;
    private final Membership membership;
    private final Bell bell;
    private final ScheduledExecutorService sweeps = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("sweeps").factory());

    EngineLifecycle(Engine engine, ExecutionStore store, Node node, Membership membership, Bell bell) {
        this.engine = engine;
        this.store = store;
        this.node = node;
        this.membership = membership;
        this.bell = bell;
    }

    void start(@Observes StartupEvent event, Idempotency idempotency, DueWork dueWork, Processes processes)
            throws InterruptedException {
        endOrphans(marker -> marker.node().equals(node.id()) && !marker.server().equals(node.life()));
        engine.start();
        membership.observe(new Changes());
        bell.listen(Signal.NodesChanged.class, _ -> membership.look());
        every(1, engine::sweepRequests);
        every(BETWEEN_COUNTS, engine::countLimited);
        var _ = sweeps.schedule(processes::prepare, SECONDS_TO_SETTLE, TimeUnit.SECONDS);
        dueWork.every(
                Duration.ofHours(1),
                "forget old answers",
                () -> LOG.debugf("Forgot %d old answers", idempotency.forgetOld()));
        if (!membership.isAlone()) {
            every(1, engine::lookForQueued);
            every(BETWEEN_LOOKS_FOR_ABANDONED, engine::lookForAbandoned);
        }
    }

    private void every(int seconds, Sweep sweep) {
        var _ = sweeps.scheduleWithFixedDelay(guarded(sweep), seconds, seconds, TimeUnit.SECONDS);
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        sweeps.shutdownNow();
        engine.stop();
        leave();
        endOrphans(marker -> marker.node().equals(node.id()));
    }

    private void leave() throws InterruptedException {
        membership.leave();
        bell.ring(new Signal.NodesChanged());
    }

    /** What the engine makes of what becomes of the cluster. */
    private final class Changes implements Membership.Observer {
        @Override
        public void nodesChanged() {
            engine.lookForAbandoned();
        }

        @Override
        public void lifeLost() {
            engine.dropFormerLives();
        }

        @Override
        public void drainAsked() {
            var _ = Thread.ofPlatform().name("drain").start(EngineLifecycle.this::drain);
        }
    }

    private void drain() {
        try {
            engine.drain();
            leave();
            LOG.info("This node works on nothing any more; started again, it takes part again");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends processes that a step has left behind: of an earlier life, or out of reach in a session of their own. */
    private void endOrphans(Predicate<Marker> which) throws InterruptedException {
        for (Orphans.Ended orphan : Orphans.end(which, ORPHAN_GRACE)) {
            Marker marker = orphan.marker();
            store.find(marker.execution())
                    .map(ServerLog::of)
                    .ifPresentOrElse(
                            log -> log.orphanEnded(orphan.pid(), marker.step()),
                            () -> LOG.warnf(
                                    "Ended process %d, left by step %s of execution %s, which is not known",
                                    orphan.pid(), marker.step(), marker.execution()));
        }
    }

    /** A sweep that fails must not be the last one. */
    private static Runnable guarded(Sweep sweep) {
        return () -> {
            try {
                sweep.run();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException e) {
                LOG.error("A sweep failed; it is tried again", e);
            }
        };
    }

    @FunctionalInterface
    private interface Sweep {
        void run() throws InterruptedException;
    }
}
