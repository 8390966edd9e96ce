package dev.millrace.execution;

import dev.millrace.cluster.Node;
import dev.millrace.http.Idempotency;
import dev.millrace.process.Marker;
import dev.millrace.process.Orphans;
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

    private final ScheduledExecutorService sweeps = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("sweeps").factory());

    void start(@Observes StartupEvent event, Engine engine, ExecutionStore store, Node node, Idempotency idempotency)
            throws InterruptedException {
        endOrphans(
                store,
                marker -> marker.node().equals(node.id()) && !marker.server().equals(node.life()));
        engine.start();
        var _ = sweeps.scheduleWithFixedDelay(guarded(engine::sweepRequests), 1, 1, TimeUnit.SECONDS);
        var _ = sweeps.scheduleWithFixedDelay(guarded(idempotency::forgetOld), 1, 60, TimeUnit.MINUTES);
    }

    void stop(@Observes ShutdownEvent event, Engine engine, ExecutionStore store, Node node)
            throws InterruptedException {
        sweeps.shutdownNow();
        engine.stop();
        endOrphans(store, marker -> marker.server().equals(node.life()));
    }

    /** Ends processes that a step has left behind: of an earlier life, or out of reach in a session of their own. */
    private static void endOrphans(ExecutionStore store, Predicate<Marker> which) throws InterruptedException {
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
