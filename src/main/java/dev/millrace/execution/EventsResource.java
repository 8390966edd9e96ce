package dev.millrace.execution;

import dev.millrace.access.CurrentCaller;
import dev.millrace.access.Needs;
import dev.millrace.access.Scope;
import dev.millrace.http.EventStreams;
import dev.millrace.http.EventWriter;
import dev.millrace.live.Hub;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Response;

/** {@code /v1/events}: the status changes of all executions that the caller sees, as they happen. */
@Path("/v1/events")
@RunOnVirtualThread
public final class EventsResource {
    private final Hub hub;
    private final CurrentCaller caller;

    EventsResource(Hub hub, CurrentCaller caller) {
        this.hub = hub;
        this.caller = caller;
    }

    @GET
    @Produces(EventWriter.MEDIA_TYPE)
    @Needs(Scope.EXECUTIONS_READ)
    public Response events() {
        StatusStream stream = new StatusStream(hub, EventMessages.ALL_EXECUTIONS, caller.get());
        return EventStreams.answer(stream::follow);
    }
}
