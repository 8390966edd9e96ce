package dev.millrace.mcp;

import dev.millrace.access.Admission;
import dev.millrace.access.Caller;
import dev.millrace.http.Failures;
import dev.millrace.http.ProblemException;
import dev.millrace.mcp.Tool.Effect;
import io.quarkiverse.mcp.server.Cancellation;
import io.quarkiverse.mcp.server.ToolManager;
import io.quarkiverse.mcp.server.ToolManager.ToolAnnotations;
import io.quarkiverse.mcp.server.ToolManager.ToolArguments;
import io.quarkiverse.mcp.server.ToolResponse;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** All tools that there always are; registered with the extension, which calls them on threads of their own. */
@Singleton
final class Toolbox {
    private final Map<String, Tool> tools = new LinkedHashMap<>();
    private final ToolManager registered;
    private final CurrentVertxRequest current;
    private final CallLimit limit;
    private final Answers answers;
    private final Admission admission;

    Toolbox(
            WorkflowTools workflows,
            ExecutionTools executions,
            SessionTools sessions,
            WorkflowTool workflow,
            ToolManager registered,
            CurrentVertxRequest current,
            CallLimit limit,
            Answers answers,
            Admission admission) {
        this.registered = registered;
        this.current = current;
        this.limit = limit;
        this.answers = answers;
        this.admission = admission;
        Stream.of(workflows.tools(), executions.tools(), sessions.tools(), List.of(workflow.tool()))
                .flatMap(List::stream)
                .forEach(tool -> tools.put(tool.name(), tool));
    }

    void register(@Observes StartupEvent event) {
        tools.values().forEach(this::register);
    }

    private void register(Tool tool) {
        ToolManager.ToolDefinition definition = registered
                .newTool(tool.name())
                .setTitle(tool.title())
                .setDescription(tool.description())
                .setAnnotations(annotations(tool))
                .setInputSchema(tool.input());
        tool.output().ifPresent(definition::setOutputSchema);
        definition.setHandler(given -> call(tool, given), true).register();
    }

    private static ToolAnnotations annotations(Tool tool) {
        Effect effect = tool.effect();
        boolean destructive = effect == Effect.START || effect == Effect.ACT || effect == Effect.END;
        boolean openWorld = effect == Effect.START || effect == Effect.ACT || effect == Effect.CREATE;
        return new ToolAnnotations(
                tool.title(),
                effect == Effect.READ,
                destructive,
                effect == Effect.READ || effect == Effect.END,
                openWorld);
    }

    /** Whether clients can call a tool of this name, whatever workflows there are. */
    boolean has(String name) {
        return tools.containsKey(name) && !name.equals(WorkflowTool.NAME);
    }

    /** The names of the tools that there always are. */
    Set<String> names() {
        return tools.keySet();
    }

    /** Whether a call of this name begins work that goes on after it; other names are those of workflows. */
    boolean startsWork(String name) {
        return !has(name) || tool(name).effect() == Effect.START;
    }

    /** The descriptions of the tools for whose scope a caller's credential does. */
    List<JsonObject> listed(Caller by) {
        return tools.values().stream()
                .filter(tool -> has(tool.name()) && by.may(tool.scope()))
                .map(tool -> registered.getTool(tool.name()).asJson())
                .toList();
    }

    private Tool tool(String name) {
        return Optional.ofNullable(tools.get(name)).orElseThrow();
    }

    private ToolResponse call(Tool tool, ToolArguments given) {
        Call call = new Call(current.getCurrent(), given);
        try (CallLimit.Place _ = limit.take(call.caller())) {
            call.caller().require(tool.scope());
            if (!tool.name().equals(WorkflowTool.NAME)) {
                call.arguments().among(tool.argumentNames());
            }
            ToolResponse answer = tool.action().act(call);
            note(tool, call, 200);
            return answer;
        } catch (Cancellation.OperationCancellationException e) {
            note(tool, call, 499);
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the server is stopping", e);
        } catch (RuntimeException e) {
            ProblemException problem = Failures.problem(e, "tools/call " + tool.name());
            note(tool, call, problem.status());
            return answers.problem(problem, call.requestId());
        }
    }

    private void note(Tool tool, Call call, int status) {
        if (tool.changesSomething()) {
            String target = tool.name().equals(WorkflowTool.NAME)
                    ? "/v1/workflows/" + call.workflow().id()
                    : Gate.PATH;
            admission.record(call.caller(), call.requestId(), "tools/call " + tool.name(), target, status);
        }
    }
}
