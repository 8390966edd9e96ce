package dev.millrace.execution;

import dev.millrace.cluster.Node;
import dev.millrace.config.Settings;
import dev.millrace.expression.ExpressionException;
import dev.millrace.process.Command;
import dev.millrace.process.Exit;
import dev.millrace.process.Marker;
import dev.millrace.process.Orphans;
import dev.millrace.process.Processes;
import dev.millrace.process.RunningProcess;
import dev.millrace.process.SpawnException;
import dev.millrace.workflow.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Runs command steps: a shell, or a script, in a process of its own. */
final class Commands {
    /** Linux takes no argument longer than 128 KiB (MAX_ARG_STRLEN); a longer command goes through a file. */
    private static final int MAX_ARGUMENT = 120 << 10;

    private final Processes processes;
    private final Settings.Engine settings;
    private final Node node;

    Commands(Processes processes, Settings.Engine settings, Node node) {
        this.processes = processes;
        this.settings = settings;
        this.node = node;
    }

    /** Runs one attempt. It starts nothing before everything recorded so far is on disk. */
    Outcome run(Step.Command step, Visit visit) throws InterruptedException {
        Command command;
        try {
            command = prepare(step, visit);
        } catch (ExpressionException e) {
            return Outcome.failed(
                    new Failure(Failure.TEMPLATE, "step `" + step.name() + "`: " + e.getMessage(), step.name()));
        } catch (IOException e) {
            return Outcome.failed(
                    new Failure(Failure.STEP_FAILED, "step `" + step.name() + "`: " + e.getMessage(), step.name()));
        }
        visit.journal().commit();
        return execute(command, visit);
    }

    private Outcome execute(Command command, Visit visit) throws InterruptedException {
        OutputCapture capture = new OutputCapture(visit, settings.outputLimit());
        RunningProcess process;
        try {
            process = processes.start(command, capture);
        } catch (SpawnException e) {
            return Outcome.failed(new Failure(Failure.STEP_FAILED, String.valueOf(e.getMessage()), visit.step()));
        }
        Exit exit;
        try (var _ = visit.cancellation().onCancel(() -> process.terminate(settings.killGrace()))) {
            exit = process.await();
        }
        capture.finish();
        if (exit.leftChildren()) {
            visit.log("system", "[processes that the command had left in the background were ended]\n");
        }
        if (visit.cancellation().cause() != null) {
            // What has gone into a session of its own was not reached by the signals.
            Orphans.end(marker(visit)::equals, settings.killGrace());
        }
        return outcome(exit, capture, visit);
    }

    private static Outcome outcome(Exit exit, OutputCapture capture, Visit visit) {
        Cancellation.Cause cause = visit.cancellation().cause();
        int code = exit instanceof Exit.Exited exited && cause == null ? exited.code() : -1;
        if (code == 0) {
            return capture.outcome(StepStatus.COMPLETED, 0, null);
        }
        StepStatus status = cause == Cancellation.Cause.REQUEST ? StepStatus.CANCELLED : StepStatus.FAILED;
        return capture.outcome(status, code, visit.failure(message(exit, capture.stderr())));
    }

    /** What the command complained about, or how it ended if it did so silently. */
    private static String message(Exit exit, String stderr) {
        if (!stderr.isBlank()) {
            return stderr.strip();
        }
        return switch (exit) {
            case Exit.Exited exited -> "exit code " + exited.code();
            case Exit.Signalled signalled -> "ended by signal " + signalled.signal();
        };
    }

    private Command prepare(Step.Command step, Visit visit) throws IOException {
        Bindings bindings = visit.bindings();
        Path work = visit.workDirectory();
        Files.createDirectories(work);
        Path directory =
                step.dir().map(dir -> work.resolve(dir.render(bindings))).orElse(work);
        return switch (step.program()) {
            case Step.Program.Shell shell ->
                new Command(shell(shell.command().render(bindings), work), environment(visit), directory);
            case Step.Program.Script _ -> throw new IOException("script_file is not supported yet");
        };
    }

    private Map<String, String> environment(Visit visit) {
        Map<String, String> environment = new HashMap<>(visit.environment());
        environment.putAll(marker(visit).toEnvironment());
        return environment;
    }

    private Marker marker(Visit visit) {
        return new Marker(node.id(), node.life(), visit.executionId(), visit.step());
    }

    private static List<String> shell(String script, Path work) throws IOException {
        if (script.length() < MAX_ARGUMENT / 4) {
            return List.of("/bin/sh", "-c", script);
        }
        Path file = Files.writeString(Files.createTempFile(work, "command", ".sh"), script);
        return List.of("/bin/sh", file.toString());
    }
}
