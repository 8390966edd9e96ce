package dev.millrace.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.access.Scope;
import dev.millrace.execution.ExecutionCalls;
import dev.millrace.execution.ExecutionJson.ExecutionInfo;
import dev.millrace.execution.ExecutionWatch;
import dev.millrace.http.ProblemException;
import dev.millrace.live.Message;
import io.quarkiverse.mcp.server.ToolResponse;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Runs the workflow that is called as a tool, tells how it gets on, and answers what came of it. Taking the call back
 * cancels the execution; when only the connection is lost, it goes on.
 */
@Singleton
final class WorkflowTool {
    /** What all calls of workflows are known by inside; no workflow has this name, and no client sees it. */
    static final String NAME = "a workflow";

    static final String TRIGGER = "mcp";

    /** How often it is looked whether the call was taken back. */
    private static final Duration LOOK = Duration.ofMillis(200);

    /** Longer work goes on, and is looked at with other tools. */
    private static final Duration LONGEST_CALL = Duration.ofHours(1);

    /** So many messages at once are told one by one. */
    private static final int MOST_AT_ONCE = 20;

    private final ExecutionCalls executions;
    private final Answers answers;
    private final ObjectMapper mapper;

    WorkflowTool(ExecutionCalls executions, Answers answers, ObjectMapper mapper) {
        this.executions = executions;
        this.answers = answers;
        this.mapper = mapper;
    }

    Tool tool() {
        return new Tool(
                NAME,
                NAME,
                "Runs a workflow.",
                Scope.EXECUTIONS_WRITE,
                Tool.Effect.START,
                Schemas.open(),
                Optional.of(Schemas.execution()),
                this::run);
    }

    private ToolResponse run(Call call) throws InterruptedException {
        String id = executions.start(
                call.caller(),
                new ExecutionCalls.Order(call.workflow().id(), null, call.inputs(), TRIGGER, call.requestId()));
        long begin = System.nanoTime();
        try (ExecutionWatch watch = executions.watch(call.caller(), id)) {
            while (!watch.hasEnded() && System.nanoTime() - begin < LONGEST_CALL.toNanos()) {
                if (call.isCancelled()) {
                    cancel(call, id);
                    throw Call.unanswered();
                }
                if (call.isAbandoned()) {
                    throw Call.unanswered();
                }
                report(watch.next(LOOK), call.progress());
            }
        }
        return answer(executions.get(call.caller(), id));
    }

    /** It may have ended meanwhile, or be for others to cancel; nobody is there to be told. */
    private void cancel(Call call, String id) throws InterruptedException {
        try {
            executions.cancel(call.caller(), id);
        } catch (ProblemException _) {
            // As said above.
        }
    }

    private void report(List<Message> events, ProgressReport progress) {
        if (!progress.isWanted()) {
            return;
        }
        List<String> told = events.stream()
                .filter(event -> !event.type().equals("log"))
                .map(this::words)
                .flatMap(Optional::stream)
                .toList();
        told.stream().skip(Math.max(0, told.size() - MOST_AT_ONCE)).forEach(progress::tell);
    }

    /** An event in words; empty for what says nothing to who waits. */
    private Optional<String> words(Message event) {
        JsonNode json = read(event.data());
        String type = event.type();
        if (type.equals("progress")) {
            JsonNode data = json.path("data");
            return Optional.of("%s %% %s"
                    .formatted(
                            data.path("percent").asText(), data.path("message").asText())
                    .strip());
        }
        if (type.startsWith("execution.")) {
            return Optional.of("the execution is " + type.substring("execution.".length()));
        }
        boolean told = type.startsWith("step.") && !type.equals("step.planned") && !type.equals("step.called");
        return told
                ? Optional.of("step %s: %s".formatted(json.path("step").asText(), type.substring("step.".length())))
                : Optional.empty();
    }

    private JsonNode read(String json) {
        try {
            return mapper.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ToolResponse answer(ExecutionInfo execution) {
        ObjectNode whole = mapper.valueToTree(execution);
        whole.retain("execution_id", "workflow", "revision", "status", "outputs", "error", "started_at", "finished_at");
        return switch (execution.status()) {
            case "failed", "cancelled" -> answers.failed(whole, failure(whole));
            default -> answers.of(whole);
        };
    }

    private static String failure(ObjectNode execution) {
        JsonNode error = execution.path("error");
        String step = error.hasNonNull("step")
                ? " in step `%s`".formatted(error.path("step").asText())
                : "";
        return "The execution %s is %s%s: %s (%s). execution_logs has what its steps have written, execution_get its steps."
                .formatted(
                        execution.path("execution_id").asText(),
                        execution.path("status").asText(),
                        step,
                        error.path("message").asText("no reason was given"),
                        error.path("code").asText("no code"));
    }
}
