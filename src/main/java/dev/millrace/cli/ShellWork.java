package dev.millrace.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.millrace.process.Channel;
import dev.millrace.process.Command;
import dev.millrace.process.Exit;
import dev.millrace.process.Processes;
import dev.millrace.process.RunningProcess;
import dev.millrace.process.SpawnException;
import dev.millrace.process.Timeouts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Does tasks by a shell command. It gets the inputs as a JSON object on its standard input and in the file
 * {@code $MILLRACE_INPUTS}, and each as a variable {@code INPUT_<NAME>}; what it writes goes to the log. Its outputs are the
 * JSON object that it writes to the file {@code $MILLRACE_OUTPUTS}, or else its last line if that is one. Exit code 0 is a
 * success.
 */
final class ShellWork implements RobotWork {
    private static final Duration KILL_GRACE = Duration.ofSeconds(5);

    /** Longer values are in the file only: the system refuses them. */
    private static final int LONGEST_VARIABLE = 100_000;

    private final String command;
    private final Processes processes;

    ShellWork(String command, int capacity) {
        this.command = command;
        this.processes = new Processes(capacity, Timeouts.DEFAULT);
    }

    @Override
    public JsonNode workflows() {
        return TextNode.valueOf("*");
    }

    @Override
    public Result run(RobotTask task, Output output, CompletableFuture<Stop> stop) throws InterruptedException {
        try (TemporaryFolder folder = TemporaryFolder.create()) {
            return run(task, folder.path(), new LineOutput(output), stop);
        } catch (SpawnException | IOException | IllegalArgumentException e) {
            return Result.failed("the command could not be run: " + e.getMessage(), null);
        }
    }

    private Result run(RobotTask task, Path folder, LineOutput output, CompletableFuture<Stop> stop)
            throws SpawnException, IOException, InterruptedException {
        Path inputs = folder.resolve("inputs.json");
        Path outputs = folder.resolve("outputs.json");
        Files.writeString(inputs, task.inputs().toString());
        Files.createFile(outputs);
        String script = "exec < \"$MILLRACE_INPUTS\"\n" + command;
        RunningProcess process =
                processes.start(Command.shell(script, environment(task, inputs, outputs), null), output);
        var _ = stop.thenRun(() -> process.terminate(KILL_GRACE));
        Exit exit = process.await();
        output.finish();
        return result(exit, Files.readString(outputs), output).stopped(Optional.ofNullable(stop.getNow(null)));
    }

    private static Map<String, String> environment(RobotTask task, Path inputs, Path outputs) {
        Map<String, String> environment = new HashMap<>(System.getenv());
        // What this robot is known by is not the command's business.
        environment.remove(TokenOptions.VARIABLE);
        task.inputs().properties().forEach(input -> {
            String text = Json.text(input.getValue());
            if (text.length() <= LONGEST_VARIABLE && text.indexOf('\0') < 0) {
                environment.put(variable(input.getKey()), text);
            }
        });
        environment.put("MILLRACE_EXECUTION_ID", task.key().executionId());
        environment.put("MILLRACE_ATTEMPT", String.valueOf(task.key().attempt()));
        environment.put("MILLRACE_WORKFLOW", task.workflow());
        environment.put("MILLRACE_INPUTS", inputs.toString());
        environment.put("MILLRACE_OUTPUTS", outputs.toString());
        return environment;
    }

    private static String variable(String input) {
        return "INPUT_" + input.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9_]", "_");
    }

    private static Result result(Exit exit, String written, LineOutput output) {
        return switch (exit) {
            case Exit.Exited(int code, boolean _) when code == 0 -> completed(written, output);
            case Exit.Exited(int code, boolean _) ->
                Result.failed(output.lastLine(Channel.STDERR).orElse("exit code " + code), code);
            case Exit.Signalled signalled -> Result.failed("it was ended by signal " + signalled.signal(), null);
        };
    }

    private static Result completed(String written, LineOutput output) {
        if (written.isBlank()) {
            ObjectNode outputs =
                    output.lastLine(Channel.STDOUT).flatMap(ShellWork::object).orElseGet(Json::object);
            return Result.completed(outputs, 0);
        }
        return object(written)
                .map(outputs -> Result.completed(outputs, 0))
                .orElseGet(() -> Result.failed("what it wrote to $MILLRACE_OUTPUTS is no JSON object", 0));
    }

    private static Optional<ObjectNode> object(String text) {
        try {
            return Json.MAPPER.readTree(text) instanceof ObjectNode object ? Optional.of(object) : Optional.empty();
        } catch (JsonProcessingException _) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        processes.close();
    }
}
