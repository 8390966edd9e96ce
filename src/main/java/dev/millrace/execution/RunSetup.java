package dev.millrace.execution;

import dev.millrace.config.Settings;
import dev.millrace.config.SystemUser;
import dev.millrace.secret.Secrets;
import dev.millrace.store.Outage;
import dev.millrace.workflow.Definition;
import dev.millrace.workflow.Workflow;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;

/** Makes runs of executions: puts together what one works with and what its templates see. Thread-safe. */
@Singleton
final class RunSetup {
    private final Settings settings;
    private final WorkDirectories directories;
    private final Machine machine;
    private final Steps steps;
    private final Hooks hooks;
    private final Secrets secrets;
    private final Clock clock;

    RunSetup(
            Settings settings,
            WorkDirectories directories,
            Machine machine,
            Steps steps,
            Hooks hooks,
            Secrets secrets,
            Clock clock) {
        this.settings = settings;
        this.directories = directories;
        this.machine = machine;
        this.steps = steps;
        this.hooks = hooks;
        this.secrets = secrets;
        this.clock = clock;
    }

    /**
     * A run of the journal's execution.
     *
     * @param runs where it runs
     * @param callers the workflows that called each other down to this one
     * @param place the run's among those that run at a time
     */
    Run run(
            Runs runs,
            ExecutionJournal journal,
            Definition definition,
            List<String> callers,
            RunTrace trace,
            RunPlace place) {
        Workflow workflow = definition.toRun();
        ExecutionRow row = journal.row();
        Path workDirectory = directories.of(row.executionId());
        CommandEnvironment environment = environment(workflow, row);
        RunContext context = new RunContext(
                workflow,
                definition.isRemote(),
                runs,
                journal,
                ServerLog.of(row).in(trace),
                trace,
                steps,
                hooks,
                workDirectory,
                definition.folder().orElse(workDirectory),
                environment,
                Stream.concat(callers.stream(), Stream.of(row.workflow())).toList(),
                settings.engine().maxSteps(),
                place,
                new Waits(journal),
                new Cancellation(),
                new RunContext.Draining());
        Bindings.Facts facts = new Bindings.Facts(
                row,
                workflow.name(),
                environment.inherited(),
                workDirectory,
                settings.dataDir(),
                secrets(journal, row.definition()),
                machine,
                clock);
        return new Run(context, new Bindings(facts));
    }

    private CommandEnvironment environment(Workflow workflow, ExecutionRow row) {
        CommandEnvironment environment =
                CommandEnvironment.of(System.getenv(), settings.engine().envAllowed(), workflow.env(), row.inputs());
        SystemUser user = machine.user();
        return user == null ? environment : environment.of(user);
    }

    /** The secrets that a definition's templates may use. Whatever they use, the execution knows from then on. */
    private SecretNamespace secrets(ExecutionJournal journal, long definition) {
        return new SecretNamespace(name -> {
            String value = Outage.outlast(() -> secrets.value(name, definition));
            journal.secrets().add(value);
            return value;
        });
    }
}
