package dev.millrace.execution;

import dev.millrace.access.CurrentCaller;
import dev.millrace.access.Needs;
import dev.millrace.access.Scope;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** {@code /v1/workflows/{id}/stats}: how a workflow's executions went. */
@Path("/v1/workflows/{id}/stats")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public final class StatsResource {
    private final Executions executions;
    private final CurrentCaller caller;

    StatsResource(Executions executions, CurrentCaller caller) {
        this.executions = executions;
        this.caller = caller;
    }

    @GET
    @Needs(Scope.EXECUTIONS_READ)
    public Statistics stats(@PathParam("id") String workflow) {
        return executions.statistics(caller.get(), workflow);
    }
}
