package dev.millrace.mcp;

import static dev.millrace.mcp.Schemas.choice;
import static dev.millrace.mcp.Schemas.closed;
import static dev.millrace.mcp.Schemas.flag;
import static dev.millrace.mcp.Schemas.integer;
import static dev.millrace.mcp.Schemas.object;
import static dev.millrace.mcp.Schemas.open;
import static dev.millrace.mcp.Schemas.optional;
import static dev.millrace.mcp.Schemas.required;
import static dev.millrace.mcp.Schemas.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.access.Scope;
import dev.millrace.execution.ExecutionCalls;
import dev.millrace.mcp.Tool.Effect;
import io.quarkiverse.mcp.server.ToolResponse;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tools that start executions, look at them and cancel them. */
@Singleton
final class ExecutionTools {
    /** The newest steps are shown; REST has all of them. */
    private static final int MOST_STEPS = 50;

    private static final Schemas.Property EXECUTION = required("execution_id", text("the id of the execution"));

    private final ExecutionCalls executions;
    private final Answers answers;
    private final ObjectMapper mapper;

    ExecutionTools(ExecutionCalls executions, Answers answers, ObjectMapper mapper) {
        this.executions = executions;
        this.answers = answers;
        this.mapper = mapper;
    }

    List<Tool> tools() {
        return List.of(start(), get(), logs(), cancel());
    }

    private Tool start() {
        return new Tool(
                "execution_start",
                "Start a workflow",
                "Starts a workflow and does not wait for its end: execution_get tells how it stands. To wait for the end,"
                        + " call the tool that is the workflow.",
                Scope.EXECUTIONS_WRITE,
                Effect.START,
                closed(
                        required("workflow", text("the id of the workflow")),
                        optional("inputs", object("its inputs by name, as workflow_get shows them")),
                        optional("revision", integer(1, Integer.MAX_VALUE, "which revision (default: the newest)"))),
                Optional.of(Schemas.execution()),
                this::start);
    }

    private ToolResponse start(Call call) throws InterruptedException {
        Arguments arguments = call.arguments();
        String id = executions.start(
                call.caller(),
                new ExecutionCalls.Order(
                        arguments.text("workflow"),
                        arguments.numberOrNull("revision"),
                        arguments.object("inputs"),
                        WorkflowTool.TRIGGER,
                        call.requestId()));
        return answers.of(shown(call, id));
    }

    private Tool get() {
        return new Tool(
                "execution_get",
                "Show an execution",
                "Shows how an execution stands: its status, its newest steps, its outputs, and why it failed.",
                Scope.EXECUTIONS_READ,
                Effect.READ,
                closed(EXECUTION),
                Optional.of(Schemas.execution()),
                call -> answers.of(shown(call, call.arguments().text("execution_id"))));
    }

    private JsonNode shown(Call call, String id) {
        ObjectNode execution = mapper.valueToTree(executions.get(call.caller(), id));
        ArrayNode steps = (ArrayNode) execution.get("steps");
        int omitted = Math.max(0, steps.size() - MOST_STEPS);
        if (omitted > 0) {
            execution.put("steps_omitted", execution.path("steps_omitted").asInt() + omitted);
            for (int i = 0; i < omitted; i++) {
                steps.remove(0);
            }
        }
        return execution;
    }

    private Tool logs() {
        return new Tool(
                "execution_logs",
                "Read the log of an execution",
                "Reads what the steps of an execution have written so far; of a long log, the end.",
                Scope.EXECUTIONS_READ,
                Effect.READ,
                closed(
                        EXECUTION,
                        optional("stream", choice(List.of("stdout", "stderr", "system"), "only this stream")),
                        optional("step", text("only the step of this name")),
                        optional("max_characters", integer(1, LogTail.LONGEST, "how much of the end (default 65536)"))),
                Optional.of(open(
                        EXECUTION,
                        required("text", text("the log")),
                        required("truncated", flag("whether there is more before it")))),
                this::logs);
    }

    private ToolResponse logs(Call call) {
        Arguments arguments = call.arguments();
        String id = arguments.text("execution_id");
        LogTail tail = LogTail.of(
                executions.log(call.caller(), id, arguments.textOrNull("stream"), arguments.textOrNull("step")),
                arguments.number("max_characters", LogTail.USUAL, 1, LogTail.LONGEST));
        return answers.text(
                Map.of("execution_id", id, "text", tail.text(), "truncated", tail.truncated()), tail.text());
    }

    private Tool cancel() {
        return new Tool(
                "execution_cancel",
                "Cancel an execution",
                "Asks an execution to end, with everything that it has started.",
                Scope.EXECUTIONS_WRITE,
                Effect.END,
                closed(EXECUTION),
                Optional.of(Schemas.execution()),
                call -> {
                    String id = call.arguments().text("execution_id");
                    return answers.of(Map.of("execution_id", id, "status", executions.cancel(call.caller(), id)));
                });
    }
}
