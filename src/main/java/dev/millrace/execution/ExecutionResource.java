package dev.millrace.execution;

import dev.millrace.access.Caller;
import dev.millrace.access.CurrentCaller;
import dev.millrace.access.Needs;
import dev.millrace.access.Scope;
import dev.millrace.execution.ExecutionJson.ExecutionInfo;
import dev.millrace.execution.ExecutionJson.StepInfo;
import dev.millrace.http.Page;
import dev.millrace.http.PageRequest;
import dev.millrace.http.ProblemException;
import dev.millrace.http.Times;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code /v1/executions}: listing, reading and cancelling. */
@Path("/v1/executions")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public final class ExecutionResource {
    private final Executions executions;
    private final CurrentCaller caller;

    ExecutionResource(Executions executions, CurrentCaller caller) {
        this.executions = executions;
        this.caller = caller;
    }

    @GET
    @Needs(Scope.EXECUTIONS_READ)
    public Page<ExecutionInfo> list(@Context UriInfo uri) {
        MultivaluedMap<String, String> query = uri.getQueryParameters();
        PageRequest page = PageRequest.of(query);
        ExecutionFilter filter = new ExecutionFilter(
                query.getFirst("workflow"),
                Executions.status(query.getFirst("status")),
                Times.parse("since", query.getFirst("since")),
                Times.parse("until", query.getFirst("until")));
        Caller by = caller.get();
        return Page.of(
                page,
                executions.list(by, filter, page),
                ExecutionRow::id,
                ExecutionInfo::of,
                () -> executions.count(by, filter));
    }

    @GET
    @Path("{id}")
    @Needs(Scope.EXECUTIONS_READ)
    public ExecutionInfo get(@PathParam("id") String id) {
        return ExecutionInfo.of(executions.whole(executions.get(caller.get(), id)));
    }

    @GET
    @Path("{id}/steps")
    @Needs(Scope.EXECUTIONS_READ)
    public Page<StepInfo> steps(@PathParam("id") String id, @Context UriInfo uri) {
        PageRequest page = PageRequest.byCursor(uri.getQueryParameters());
        List<StepRun> steps = executions.whole(executions.get(caller.get(), id)).steps();
        List<StepRun> rows = steps.reversed().stream()
                .filter(step -> step.n() < page.before())
                .limit(page.limit() + 1L)
                .toList();
        return Page.of(page, rows, StepRun::n, StepInfo::of, steps::size);
    }

    @GET
    @Path("{id}/steps/{n}/output")
    @Produces(MediaType.TEXT_PLAIN)
    @Needs(Scope.EXECUTIONS_READ)
    public String output(
            @PathParam("id") String id, @PathParam("n") int n, @QueryParam("stream") @Nullable String stream) {
        List<StepRun> steps = executions.whole(executions.get(caller.get(), id)).steps();
        if (n < 1 || n > steps.size()) {
            throw ProblemException.notFound("step", id + "/" + n);
        }
        Outcome outcome = steps.get(n - 1).outcome();
        if (outcome == null) {
            return "";
        }
        return switch (stream) {
            case null -> outcome.output();
            case "stdout" -> outcome.output();
            case "stderr" -> outcome.stderr();
            default ->
                throw ProblemException.invalid("/stream", "stream must be stdout or stderr, not `" + stream + "`");
        };
    }

    @POST
    @Path("{id}/cancel")
    @Needs(Scope.EXECUTIONS_WRITE)
    public Response cancel(@PathParam("id") String id) throws InterruptedException {
        return Response.accepted(executions.cancel(caller.get(), id)).build();
    }

    @DELETE
    @Path("{id}")
    @Needs(Scope.EXECUTIONS_WRITE)
    public Response delete(@PathParam("id") String id) throws InterruptedException {
        return cancel(id);
    }
}
