package dev.millrace.mcp;

import dev.millrace.access.Caller;
import dev.millrace.access.Scope;
import dev.millrace.execution.ExecutionCalls;
import dev.millrace.execution.ExecutionJson.ExecutionInfo;
import dev.millrace.http.Failures;
import dev.millrace.http.Page;
import dev.millrace.http.PageRequest;
import dev.millrace.http.ProblemException;
import dev.millrace.workflow.WorkflowDirectory;
import dev.millrace.workflow.WorkflowJson.WorkflowInfo;
import io.quarkiverse.mcp.server.JsonRpcErrorCodes;
import io.quarkiverse.mcp.server.McpException;
import io.quarkiverse.mcp.server.ResourceResponse;
import io.quarkiverse.mcp.server.ResourceTemplateManager;
import io.quarkiverse.mcp.server.ResourceTemplateManager.ResourceTemplateArguments;
import io.quarkiverse.mcp.server.TextResourceContents;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What can be read as resources: the documents of workflows, and the logs of executions. */
@Singleton
final class Library {
    private static final String WORKFLOW = "millrace://workflows/";
    private static final String EXECUTION = "millrace://executions/";
    private static final String LOGS = "/logs";
    private static final Pattern WORKFLOW_URI = Pattern.compile(Pattern.quote(WORKFLOW) + "([^/]+)");
    private static final String YAML = "application/yaml";
    private static final String TEXT = "text/plain";
    private static final int PAGE = 100;

    private final WorkflowDirectory workflows;
    private final ExecutionCalls executions;
    private final ResourceTemplateManager templates;
    private final CurrentVertxRequest current;

    Library(
            WorkflowDirectory workflows,
            ExecutionCalls executions,
            ResourceTemplateManager templates,
            CurrentVertxRequest current) {
        this.workflows = workflows;
        this.executions = executions;
        this.templates = templates;
        this.current = current;
    }

    /** The address of a workflow's document. */
    static String uri(String workflowId) {
        return WORKFLOW + workflowId;
    }

    void register(@Observes StartupEvent event) {
        templates
                .newResourceTemplate("workflow")
                .setTitle("Workflow")
                .setDescription("The document of a workflow, as it was uploaded.")
                .setUriTemplate(WORKFLOW + "{id}")
                .setMimeType(YAML)
                .setHandler(this::workflow, true)
                .register();
        templates
                .newResourceTemplate("execution-logs")
                .setTitle("Log of an execution")
                .setDescription("What the steps of an execution have written so far; of a long log, the end.")
                .setUriTemplate(EXECUTION + "{id}" + LOGS)
                .setMimeType(TEXT)
                .setHandler(this::log, true)
                .register();
    }

    private ResourceResponse workflow(ResourceTemplateArguments arguments) {
        return read(arguments, Scope.WORKFLOWS_READ, YAML, workflows::source);
    }

    private ResourceResponse log(ResourceTemplateArguments arguments) {
        return read(arguments, Scope.EXECUTIONS_READ, TEXT, (by, id) -> LogTail.of(
                        executions.log(by, id, null, null), LogTail.LONGEST)
                .text());
    }

    @FunctionalInterface
    private interface Reading {
        String read(Caller by, String id);
    }

    private ResourceResponse read(ResourceTemplateArguments arguments, Scope scope, String mediaType, Reading reading) {
        Caller by = Admitted.in(current.getCurrent()).caller();
        String uri = arguments.requestUri().value();
        try {
            by.require(scope);
            String id = String.valueOf(arguments.args().get("id"));
            return new ResourceResponse(new TextResourceContents(uri, reading.read(by, id), mediaType));
        } catch (RuntimeException e) {
            ProblemException problem = Failures.problem(e, "resources/read " + uri);
            int code =
                    switch (problem.status()) {
                        case 404, 406 -> JsonRpcErrorCodes.RESOURCE_NOT_FOUND;
                        case 500, 503 -> JsonRpcErrorCodes.INTERNAL_ERROR;
                        default -> JsonRpcErrorCodes.INVALID_PARAMS;
                    };
            throw new McpException(String.valueOf(problem.getMessage()), code);
        }
    }

    /**
     * The answer to {@code resources/list}: the documents of workflows, and after the last one the logs of the newest
     * executions.
     */
    JsonObject list(Caller by, @Nullable String cursor) {
        JsonArray resources = new JsonArray();
        JsonObject result = new JsonObject().put("resources", resources);
        PageRequest request = PageRequest.after(cursor, PAGE);
        String next = null;
        if (by.may(Scope.WORKFLOWS_READ)) {
            Page<WorkflowInfo> page = workflows.list(by, null, null, request);
            page.items().stream()
                    .filter(workflow -> workflow.kind().equals("local") && workflow.revision() > 0)
                    .forEach(workflow -> resources.add(described(workflow)));
            next = page.nextCursor();
        }
        if (next != null) {
            return result.put("nextCursor", next);
        }
        if (by.may(Scope.EXECUTIONS_READ)) {
            executions
                    .list(by, null, null, PageRequest.after(null, PAGE))
                    .items()
                    .forEach(execution -> resources.add(described(execution)));
        }
        return result;
    }

    private static JsonObject described(WorkflowInfo workflow) {
        return new JsonObject()
                .put("uri", uri(workflow.id()))
                .put("name", workflow.id())
                .put("title", workflow.name())
                .put("mimeType", YAML);
    }

    private static JsonObject described(ExecutionInfo execution) {
        return new JsonObject()
                .put("uri", EXECUTION + execution.executionId() + LOGS)
                .put("name", execution.executionId())
                .put("title", "Log of " + execution.executionId())
                .put("mimeType", TEXT);
    }

    /** Throws a 404 when there is no such resource that a caller can be told changes of. */
    void requireWatchable(Caller by, String uri) {
        Matcher workflow = WORKFLOW_URI.matcher(uri);
        if (!workflow.matches()) {
            throw ProblemException.of(
                    404,
                    "resource-not-found",
                    "No such resource",
                    "There is nothing to subscribe to at `%s`: changes are told of %s{id}.".formatted(uri, WORKFLOW));
        }
        by.require(Scope.WORKFLOWS_READ);
        workflows.get(by, workflow.group(1));
    }
}
