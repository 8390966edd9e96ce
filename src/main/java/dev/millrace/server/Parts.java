package dev.millrace.server;

import dev.millrace.cli.DatabaseOptions;
import dev.millrace.cli.Framework;
import dev.millrace.cluster.Bell;
import dev.millrace.cluster.Membership;
import dev.millrace.cluster.Node;
import dev.millrace.cluster.Redis;
import dev.millrace.cluster.RedisBell;
import dev.millrace.config.Settings;
import dev.millrace.live.Hub;
import dev.millrace.process.Processes;
import dev.millrace.process.Timeouts;
import dev.millrace.store.Database;
import dev.millrace.store.Ids;
import dev.millrace.tracing.Tracing;
import dev.millrace.workflow.TemplateFolders;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.time.Clock;

/** Makes the parts that several features share, each once, and ends them in the reverse order of their use. */
final class Parts {
    @Produces
    @Singleton
    Settings settings() {
        return Framework.settings();
    }

    @Produces
    @Singleton
    Clock clock() {
        return Clock.systemUTC();
    }

    @Produces
    @Singleton
    Ids ids(Clock clock, Membership membership) {
        return new Ids(clock, membership.number());
    }

    @Produces
    @Singleton
    Hub hub(MeterRegistry metrics) {
        return new Hub(metrics);
    }

    @Produces
    @Singleton
    Node node(Settings settings) throws IOException {
        return Node.open(settings.dataDir());
    }

    void close(@Disposes Node node) throws IOException {
        node.close();
    }

    @Produces
    @Singleton
    Tracing tracing(Settings settings, Node node) {
        return Tracing.of(settings.telemetry(), node.id());
    }

    void close(@Disposes Tracing tracing) {
        tracing.close();
    }

    /** Depends on the node, which holds the lock on the data directory. */
    @Produces
    @Singleton
    Database database(Settings settings, Node node, MeterRegistry metrics)
            throws SQLException, IOException, InterruptedException {
        return switch (settings.database()) {
            case Settings.Database.Sqlite sqlite -> Database.open(sqlite.file(), metrics);
            case Settings.Database.Mysql mysql -> Database.open(DatabaseOptions.address(mysql), metrics);
        };
    }

    @Produces
    @Singleton
    Membership membership(Database database, Node node, Settings settings, MeterRegistry metrics) {
        String version = Framework.version();
        Membership membership =
                Membership.join(database, node, hostName(), settings.cluster().address(), version);
        // What joins this server's metrics with its name: a label on each of them would cost more than it tells.
        Gauge.builder("millrace.node.info", () -> 1)
                .description("Which node this is; always 1")
                .tags("node", node.id(), "version", version)
                .register(metrics);
        Gauge.builder("millrace.nodes", membership, Membership::living)
                .description("Nodes that live, as this one sees them")
                .register(metrics);
        return membership;
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException _) {
            return "unknown";
        }
    }

    void close(@Disposes Membership membership) throws InterruptedException {
        membership.stop();
    }

    @Produces
    @Singleton
    Redis redis(Settings settings, MeterRegistry metrics) {
        return Redis.open(settings.redis(), metrics);
    }

    void close(@Disposes Redis redis) {
        redis.close();
    }

    @Produces
    @Singleton
    Bell bell(Redis redis, Node node) {
        return redis.state() == Redis.State.UNUSED ? Bell.silent() : RedisBell.open(redis, node.id());
    }

    void close(@Disposes Bell bell) {
        if (bell instanceof RedisBell rings) {
            rings.close();
        }
    }

    void close(@Disposes Database database) throws SQLException, IOException, InterruptedException {
        database.stop();
    }

    @Produces
    @Singleton
    TemplateFolders templates(Settings settings) {
        return TemplateFolders.of(settings.workflowsDir());
    }

    @Produces
    @Singleton
    Processes processes(Settings settings, MeterRegistry metrics) {
        Processes processes = new Processes(settings.engine().maxProcesses(), Timeouts.DEFAULT);
        metrics.gauge("millrace.processes.active", processes, Processes::running);
        return processes;
    }

    void close(@Disposes Processes processes) {
        processes.close();
    }
}
