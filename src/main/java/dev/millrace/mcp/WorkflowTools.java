package dev.millrace.mcp;

import static dev.millrace.mcp.Schemas.closed;
import static dev.millrace.mcp.Schemas.integer;
import static dev.millrace.mcp.Schemas.optional;
import static dev.millrace.mcp.Schemas.required;
import static dev.millrace.mcp.Schemas.text;

import dev.millrace.access.Scope;
import dev.millrace.http.PageRequest;
import dev.millrace.mcp.Tool.Effect;
import dev.millrace.workflow.WorkflowDirectory;
import io.quarkiverse.mcp.server.ToolResponse;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tools that look at workflows. */
@Singleton
final class WorkflowTools {
    private static final int USUAL_LIMIT = 50;
    private static final int MOST = 200;

    private static final Map<String, Object> WORKFLOW =
            Schemas.open(required("id", text("what other tools know it by")), required("name", text("its name")));

    private final WorkflowDirectory workflows;
    private final Answers answers;

    WorkflowTools(WorkflowDirectory workflows, Answers answers) {
        this.workflows = workflows;
        this.answers = answers;
    }

    List<Tool> tools() {
        return List.of(
                new Tool(
                        "workflow_list",
                        "List workflows",
                        "Lists the workflows that you can see, newest first, with what each is for.",
                        Scope.WORKFLOWS_READ,
                        Effect.READ,
                        closed(
                                optional("q", text("only those with this text in id, name or description")),
                                optional("tag", text("only those with this tag")),
                                optional("limit", integer(1, MOST, "how many at most (default 50)")),
                                optional("cursor", text("next_cursor of the page before"))),
                        Optional.of(Schemas.page(WORKFLOW)),
                        this::list),
                new Tool(
                        "workflow_get",
                        "Show a workflow",
                        "Shows a workflow: what it is for, and the inputs that it declares.",
                        Scope.WORKFLOWS_READ,
                        Effect.READ,
                        closed(required("workflow", text("the id of the workflow"))),
                        Optional.of(WORKFLOW),
                        call -> answers.of(
                                workflows.get(call.caller(), call.arguments().text("workflow")))));
    }

    private ToolResponse list(Call call) {
        Arguments arguments = call.arguments();
        return answers.of(workflows.list(
                call.caller(),
                arguments.textOrNull("q"),
                arguments.textOrNull("tag"),
                PageRequest.after(arguments.textOrNull("cursor"), arguments.number("limit", USUAL_LIMIT, 1, MOST))));
    }
}
