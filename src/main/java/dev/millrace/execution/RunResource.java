package dev.millrace.execution;

import dev.millrace.access.Caller;
import dev.millrace.access.CurrentCaller;
import dev.millrace.access.Needs;
import dev.millrace.access.Scope;
import dev.millrace.execution.ExecutionJson.RunRequest;
import dev.millrace.http.Idempotency;
import dev.millrace.http.JsonBody;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.jspecify.annotations.Nullable;

/** {@code /v1/workflows/{id}/run}: starts an execution of a workflow. */
@Path("/v1/workflows/{id}/run")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public final class RunResource {
    private final Executions executions;
    private final Starts starts;
    private final CurrentCaller caller;
    private final JsonBody json;

    RunResource(Executions executions, Starts starts, CurrentCaller caller, JsonBody json) {
        this.executions = executions;
        this.starts = starts;
        this.caller = caller;
        this.json = json;
    }

    @POST
    @Consumes(MediaType.WILDCARD)
    @Needs(Scope.EXECUTIONS_WRITE)
    public Response run(
            @PathParam("id") String workflow,
            @HeaderParam(Idempotency.KEY) @Nullable String key,
            @HeaderParam("Prefer") @Nullable String prefer,
            @Context HttpServerRequest http,
            byte[] body)
            throws InterruptedException {
        JsonBody.requireJson(http, body);
        Caller by = caller.get();
        String target = "POST /v1/workflows/" + workflow + "/run";
        return starts.once(by, new Starts.Headers(key, prefer), target, body, keep -> {
            RunRequest request = json.read(body, RunRequest.class);
            return executions.start(
                    by, Starts.order(workflow, request.inputs(), request.revision(), request.priority(), http), keep);
        });
    }
}
