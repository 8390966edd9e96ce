package dev.millrace.mcp;

import dev.millrace.access.Caller;
import dev.millrace.workflow.WorkflowDirectory.Offer;
import io.quarkiverse.mcp.server.Cancellation;
import io.quarkiverse.mcp.server.ToolManager.ToolArguments;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;

/** A tool that is being called. Used by the thread of the call. */
final class Call {
    private final RoutingContext context;
    private final ToolArguments given;
    private final Arguments arguments;
    private final ProgressReport progress;

    Call(RoutingContext context, ToolArguments given) {
        this.context = context;
        this.given = given;
        this.arguments = new Arguments(given.args());
        this.progress = new ProgressReport(given.progress());
    }

    Caller caller() {
        return Admitted.in(context).caller();
    }

    String requestId() {
        return Admitted.in(context).requestId();
    }

    /** The workflow that is called. There is one when the tool is {@link WorkflowTool#NAME}. */
    Offer workflow() {
        return Admitted.in(context).offer().orElseThrow();
    }

    Arguments arguments() {
        return arguments;
    }

    /** The arguments as they came, with values of JSON. */
    Map<String, Object> inputs() {
        return given.args();
    }

    ProgressReport progress() {
        return progress;
    }

    /** Whether the client has taken the call back. */
    boolean isCancelled() {
        return given.cancellation().check().isRequested();
    }

    /** Whether nobody hears the answer any more. That does not take the call back. */
    boolean isAbandoned() {
        return context.response().closed();
    }

    /** What ends a call without an answer. */
    static RuntimeException unanswered() {
        return new Cancellation.OperationCancellationException();
    }
}
