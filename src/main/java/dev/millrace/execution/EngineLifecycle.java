package dev.millrace.execution;

import dev.millrace.cluster.Node;
import dev.millrace.config.Settings;
import dev.millrace.http.Idempotency;
import dev.millrace.live.Hub;
import dev.millrace.process.Marker;
import dev.millrace.process.Orphans;
import dev.millrace.process.Processes;
import dev.millrace.secret.MasterKeys;
import dev.millrace.secret.Secrets;
import dev.millrace.store.Database;
import dev.millrace.store.Ids;
import dev.millrace.tracing.Tracing;
import dev.millrace.workflow.Definitions;
import dev.millrace.workflow.Workflows;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
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

    @Produces
    @Singleton
    Machine machine(Processes processes, Settings settings) {
        return new Machine(processes, settings.engine());
    }

    @Produces
    @Singleton
    Engine engine(
            Database database,
            Definitions definitions,
            Hub hub,
            Clock clock,
            Settings settings,
            Machine machine,
            Node node,
            Workflows workflows,
            Secrets secrets,
            MasterKeys keys,
            Ids ids,
            Vertx vertx,
            Tracing tracing,
            MeterRegistry metrics) {
        WorkDirectories directories = new WorkDirectories(settings.dataDir().resolve("work"), machine);
        Commands commands = new Commands(machine, settings.engine(), node, directories);
        HttpRequests requests =
                new HttpRequests(vertx, new AddressGuard(settings.httpSteps().allowPrivateAddresses()));
        return new Engine(
                database,
                definitions,
                hub,
                clock,
                settings,
                machine,
                commands,
                new OperationSteps(
                        requests,
                        new Notifications(requests, commands),
                        new GitHub(new GitHubApi(requests, settings.gitHub()))),
                directories,
                workflows,
                secrets,
                keys,
                ids,
                node.life(),
                tracing,
                metrics);
    }

    void start(@Observes StartupEvent event, Engine engine, Node node, Idempotency idempotency)
            throws InterruptedException {
        endOrphans(
                engine,
                marker -> marker.node().equals(node.id()) && !marker.server().equals(node.life()));
        engine.start();
        var _ = sweeps.scheduleWithFixedDelay(guarded(engine::sweepRequests), 1, 1, TimeUnit.SECONDS);
        var _ = sweeps.scheduleWithFixedDelay(guarded(idempotency::forgetOld), 1, 60, TimeUnit.MINUTES);
    }

    void stop(@Observes ShutdownEvent event, Engine engine, Node node) throws InterruptedException {
        sweeps.shutdownNow();
        engine.stop();
        endOrphans(engine, marker -> marker.server().equals(node.life()));
    }

    /** Ends processes that a step has left behind: of an earlier life, or out of reach in a session of their own. */
    private static void endOrphans(Engine engine, Predicate<Marker> which) throws InterruptedException {
        for (Orphans.Ended orphan : Orphans.end(which, ORPHAN_GRACE)) {
            Marker marker = orphan.marker();
            engine.log(marker.execution())
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
