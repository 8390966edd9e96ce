package dev.millrace.execution;

import dev.millrace.cluster.Node;
import dev.millrace.config.Settings;
import dev.millrace.expression.ExpressionException;
import dev.millrace.process.Channel;
import dev.millrace.process.Exit;
import dev.millrace.process.Marker;
import dev.millrace.process.Orphans;
import dev.millrace.process.RunningProcess;
import dev.millrace.process.SpawnException;
import dev.millrace.workflow.Common;
import dev.millrace.workflow.Step;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Runs command steps and hooks: a shell, or a script, in a process of its own. */
final class Commands {
    /** Linux takes no argument longer than 128 KiB (MAX_ARG_STRLEN); a longer command goes through a file. */
    private static final int MAX_ARGUMENT = 120 << 10;

    private final Machine machine;
    private final Settings.Engine settings;
    private final Node node;
    private final WorkDirectories directories;

    Commands(Machine machine, Settings.Engine settings, Node node, WorkDirectories directories) {
        this.machine = machine;
        this.settings = settings;
        this.node = node;
        this.directories = directories;
    }

    /** Runs one attempt. It starts nothing before everything recorded so far is on disk. */
    Outcome run(Step.Command step, Visit visit) throws InterruptedException {
        try (Program program = prepare(step, visit)) {
            visit.journal().commit();
            return execute(program, visit);
        } catch (Machine.Closed e) {
            return closed(e, visit);
        } catch (ExpressionException e) {
            return failed(Failure.TEMPLATE, e, visit);
        } catch (IOException | IllegalArgumentException e) {
            return failed(Failure.STEP_FAILED, e, visit);
        }
    }

    private static Outcome closed(Machine.Closed e, Visit visit) {
        return Outcome.failed(new Failure(
                Failure.COMMAND_STEPS_DISABLED,
                "step `%s` runs a program on the server's machine, which %s".formatted(visit.step(), e.getMessage()),
                visit.step()));
    }

    private static Outcome failed(String code, Exception e, Visit visit) {
        return Outcome.failed(new Failure(code, "step `" + visit.step() + "`: " + e.getMessage(), visit.step()));
    }

    /** Runs the command of a hook; what went wrong, or null. What it prints goes to the log. */
    @Nullable
    String runHook(String script, Hooks.Place place, Cancellation cancellation) throws InterruptedException {
        RunContext run = place.run();
        Marker marker = marker(run, Objects.requireNonNullElse(place.step(), place.name()));
        OutputCapture capture = new OutputCapture(
                (_, text) -> place.log(text),
                settings.outputLimit(),
                run.journal().secrets()::mask);
        try (Program program = hook(script, run, marker)) {
            run.journal().commit();
            Exit exit = execute(program, capture, marker, run.journal(), cancellation);
            boolean succeeded = exit instanceof Exit.Exited exited && exited.code() == 0;
            return succeeded ? null : message(exit, capture.stderr());
        } catch (Machine.Closed e) {
            return "the server's machine " + e.getMessage();
        } catch (SpawnException | IOException | IllegalArgumentException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private Program hook(String script, RunContext run, Marker marker) throws IOException {
        machine.requireOpen();
        directories.create(run.workDirectory());
        return shell(script, marked(run.environment().inherited(), marker), run.workDirectory());
    }

    /**
     * Runs a program for a step that is no command.
     *
     * @param line the program and its arguments
     * @param variables the names of the server's variables that it needs besides the usual ones
     * @param limit how long it may take
     */
    Outcome runProgram(List<String> line, List<String> variables, Duration limit, Visit visit)
            throws InterruptedException {
        Map<String, String> environment =
                new HashMap<>(marked(visit.run().environment().inherited(), marker(visit.run(), visit.step())));
        for (String name : variables) {
            String value = System.getenv(name);
            if (value != null) {
                environment.put(name, value);
            }
        }
        visit.journal().commit();
        try (Cancellation.Child limited = visit.cancellation().child(limit)) {
            Visit within = new Visit(visit.activity(), visit.path(), visit.walk(), limited.cancellation());
            Outcome outcome = execute(new Program(line, environment, null, null), within);
            boolean late = limited.cancellation().cause() != null
                    && visit.cancellation().cause() == null;
            return late
                    ? outcome.because(new Failure(
                            Failure.STEP_FAILED,
                            "%s did not end within %d seconds".formatted(line.getFirst(), limit.toSeconds()),
                            visit.step()))
                    : outcome;
        }
    }

    private Outcome execute(Program program, Visit visit) throws InterruptedException {
        OutputCapture capture = new OutputCapture(
                visit::log, settings.outputLimit(), visit.journal().secrets()::mask);
        try {
            Exit exit =
                    execute(program, capture, marker(visit.run(), visit.step()), visit.journal(), visit.cancellation());
            if (exit.leftChildren()) {
                visit.remark("processes that the command had left in the background were ended");
            }
            return outcome(exit, capture, visit);
        } catch (Machine.Closed e) {
            return closed(e, visit);
        } catch (SpawnException | IllegalArgumentException e) {
            return Outcome.failed(new Failure(Failure.STEP_FAILED, String.valueOf(e.getMessage()), visit.step()));
        }
    }

    /** There may be no place for a process for long, and the execution may be another server's by then: so it asks again. */
    private Exit execute(
            Program program, OutputCapture capture, Marker marker, ExecutionJournal journal, Cancellation cancellation)
            throws Machine.Closed, SpawnException, InterruptedException {
        RunningProcess process =
                machine.start(program.line(), program.environment(), program.directory(), capture, journal::commit);
        Exit exit;
        try (var _ = cancellation.onCancel(() -> process.terminate(settings.killGrace()))) {
            exit = process.await();
        }
        capture.finish();
        if (cancellation.cause() != null) {
            // What has gone into a session of its own was not reached by the signals.
            Orphans.end(marker::equals, settings.killGrace());
        }
        return exit;
    }

    private static Outcome outcome(Exit exit, OutputCapture capture, Visit visit) {
        Cancellation.Cause cause = visit.cancellation().cause();
        int code = exit instanceof Exit.Exited exited && cause == null ? exited.code() : -1;
        Map<String, Object> outputs = captured(visit.activity().common().capture(), capture);
        Outcome outcome;
        if (code == 0) {
            outcome = capture.outcome(StepStatus.COMPLETED, 0, null);
        } else {
            StepStatus status = cause == null ? StepStatus.FAILED : cause.status();
            outcome = capture.outcome(status, code, visit.failure(message(exit, capture.stderr())));
        }
        return outputs.isEmpty() ? outcome : outcome.with(outputs);
    }

    private static Map<String, Object> captured(Optional<Common.Capture> wanted, OutputCapture capture) {
        if (wanted.isEmpty()) {
            return Map.of();
        }
        long most = wanted.get().maxBytes().orElse(Long.MAX_VALUE);
        Charset encoding = wanted.get().encoding();
        Map<String, Object> outputs = new LinkedHashMap<>();
        wanted.get().stdout().ifPresent(name -> outputs.put(name, capture.text(Channel.STDOUT, most, encoding)));
        wanted.get().stderr().ifPresent(name -> outputs.put(name, capture.text(Channel.STDERR, most, encoding)));
        return outputs;
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

    private Program prepare(Step.Command step, Visit visit) throws IOException {
        machine.requireOpen();
        Bindings bindings = visit.bindings();
        Path work = visit.workDirectory();
        directories.create(work);
        Path directory =
                step.dir().map(dir -> work.resolve(dir.render(bindings))).orElse(work);
        Map<String, String> environment = marked(visit.run().environment().whole(), marker(visit.run(), visit.step()));
        return switch (step.program()) {
            case Step.Program.Shell shell -> shell(shell.command().render(bindings), environment, directory);
            case Step.Program.Script script ->
                script(
                        ScriptFile.read(
                                script.path().render(bindings), visit.run().scripts(), machine, bindings),
                        environment,
                        directory);
        };
    }

    /** A script that names its interpreter is run as it is, any other one by the shell. */
    private Program script(String text, Map<String, String> environment, Path directory) throws IOException {
        if (!text.startsWith("#!")) {
            return shell(text, environment, directory);
        }
        Path file = directories.script(text);
        return new Program(List.of(file.toString()), environment, directory, file);
    }

    private static Map<String, String> marked(Map<String, String> environment, Marker marker) {
        Map<String, String> marked = new HashMap<>(environment);
        marked.putAll(marker.toEnvironment());
        return marked;
    }

    private Marker marker(RunContext run, String step) {
        return new Marker(node.id(), run.journal().owner(), run.journal().executionId(), step);
    }

    private Program shell(String script, Map<String, String> environment, Path directory) throws IOException {
        if (script.length() < MAX_ARGUMENT / 4) {
            return new Program(List.of("/bin/sh", "-c", script), environment, directory, null);
        }
        Path file = directories.script(script);
        return new Program(List.of("/bin/sh", file.toString()), environment, directory, file);
    }
}
