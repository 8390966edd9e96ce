package dev.millrace.access;

import dev.millrace.access.AccessJson.TicketInfo;
import dev.millrace.http.Times;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** {@code /v1/tickets}: a ticket opens one event stream or WebSocket, as {@code ?ticket=} in its address. */
@Path("/v1/tickets")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public final class TicketResource {
    private final Tickets tickets;
    private final CurrentCaller caller;

    TicketResource(Tickets tickets, CurrentCaller caller) {
        this.tickets = tickets;
        this.caller = caller;
    }

    @POST
    @Consumes(MediaType.WILDCARD)
    @AnyCaller
    public Response issue() {
        Tickets.Ticket ticket = tickets.issue(caller.get());
        return Response.status(Response.Status.CREATED)
                .entity(new TicketInfo(ticket.text(), Times.text(ticket.expiresAt())))
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }
}
