package dev.millrace.execution;

import dev.millrace.cluster.Bell;
import dev.millrace.cluster.Membership;
import dev.millrace.cluster.Node;
import dev.millrace.config.Settings;
import dev.millrace.live.Hub;
import dev.millrace.network.AddressGuard;
import dev.millrace.process.Processes;
import dev.millrace.secret.MasterKeys;
import dev.millrace.store.Database;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/** Makes the parts of the engine that depend on settings, and the stores below it, each once. */
final class EngineParts {
    private static final String REFUSAL =
            "which workflows may not reach; the setting http_steps.allow_private_addresses allows it";

    @Produces
    @Singleton
    ExecutionStore executions(Database database) {
        return new ExecutionStore(database);
    }

    @Produces
    @Singleton
    JournalStore journals(Database database, MasterKeys keys) {
        return new JournalStore(database, keys);
    }

    @Produces
    @Singleton
    JournalContext journalContext(
            Database database,
            Hub hub,
            Bell bell,
            Clock clock,
            Node node,
            Membership membership,
            MasterKeys keys,
            Settings settings) {
        return new JournalContext(
                database.writer(),
                hub,
                bell,
                clock,
                node,
                membership.lease(),
                keys,
                settings.engine().logLimit());
    }

    @Produces
    @Singleton
    Dispatcher dispatcher(ExecutionStore store, Membership membership, Settings settings, MeterRegistry metrics) {
        return new Dispatcher(store, membership::share, settings.engine().maxExecutions(), metrics);
    }

    @Produces
    @Singleton
    Machine machine(Processes processes, Settings settings) {
        return new Machine(processes, settings.engine());
    }

    @Produces
    @Singleton
    WorkDirectories directories(Settings settings, Machine machine) {
        return new WorkDirectories(settings.dataDir().resolve("work"), machine);
    }

    @Produces
    @Singleton
    Commands commands(Machine machine, Settings settings, Node node, WorkDirectories directories) {
        return new Commands(machine, settings.engine(), node, directories);
    }

    @Produces
    @Singleton
    OperationSteps operations(Vertx vertx, Settings settings, Commands commands) {
        HttpRequests requests =
                new HttpRequests(vertx, new AddressGuard(settings.httpSteps().allowPrivateAddresses(), REFUSAL));
        return new OperationSteps(
                requests,
                new Notifications(requests, commands),
                new GitHub(new GitHubApi(requests, settings.gitHub())));
    }
}
