package dev.millrace.execution;

import dev.millrace.access.Caller;
import dev.millrace.access.CurrentCaller;
import dev.millrace.access.Needs;
import dev.millrace.access.Scope;
import dev.millrace.execution.ExecutionJson.ResumeRequest;
import dev.millrace.execution.ExecutionJson.StartRequest;
import dev.millrace.http.Idempotency;
import dev.millrace.http.JsonBody;
import dev.millrace.http.RequestIds;
import dev.millrace.http.RequestSpans;
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
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** {@code /v1/executions}: starting one by the name of its workflow, again, or from where it failed. */
@Path("/v1/executions")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public final class StartResource {
    private final Executions executions;
    private final Starts starts;
    private final CurrentCaller caller;
    private final JsonBody json;

    StartResource(Executions executions, Starts starts, CurrentCaller caller, JsonBody json) {
        this.executions = executions;
        this.starts = starts;
        this.caller = caller;
        this.json = json;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Needs(Scope.EXECUTIONS_WRITE)
    public Response start(
            @HeaderParam(Idempotency.KEY) @Nullable String key,
            @HeaderParam("Prefer") @Nullable String prefer,
            @Context HttpServerRequest http,
            byte[] body)
            throws InterruptedException {
        Caller by = caller.get();
        return starts.once(by, new Starts.Headers(key, prefer), "POST /v1/executions", body, keep -> {
            StartRequest request = json.read(body, StartRequest.class);
            return executions.start(by, Starts.order(request, RequestIds.of(http), RequestSpans.traceParent()), keep);
        });
    }

    @POST
    @Path("{id}/rerun")
    @Consumes(MediaType.WILDCARD)
    @Needs(Scope.EXECUTIONS_WRITE)
    public Response rerun(
            @PathParam("id") String id,
            @HeaderParam(Idempotency.KEY) @Nullable String key,
            @HeaderParam("Prefer") @Nullable String prefer,
            @Context HttpServerRequest http,
            byte[] body)
            throws InterruptedException {
        Caller by = caller.get();
        String target = "POST /v1/executions/" + id + "/rerun";
        return starts.once(by, new Starts.Headers(key, prefer), target, body, keep -> {
            ExecutionRow earlier = executions.get(by, id);
            return executions.startAgain(
                    by,
                    earlier,
                    Starts.order(earlier.workflow(), earlier.inputs(), earlier.revision(), earlier.priority(), http),
                    keep);
        });
    }

    @POST
    @Path("{id}/resume")
    @Consumes(MediaType.WILDCARD)
    @Needs(Scope.EXECUTIONS_WRITE)
    public Response resume(
            @PathParam("id") String id,
            @HeaderParam(Idempotency.KEY) @Nullable String key,
            @HeaderParam("Prefer") @Nullable String prefer,
            @Context HttpServerRequest http,
            byte[] body)
            throws InterruptedException {
        JsonBody.requireJson(http, body);
        Caller by = caller.get();
        String target = "POST /v1/executions/" + id + "/resume";
        return starts.once(by, new Starts.Headers(key, prefer), target, body, keep -> {
            ResumeRequest request = json.read(body, ResumeRequest.class);
            Map<String, Object> inputs = Objects.requireNonNullElse(request.inputs(), Map.of());
            return executions.resume(
                    by, executions.get(by, id), request.fromStep(), inputs, RequestSpans.traceParent(), keep);
        });
    }
}
