package dev.millrace.server;

import dev.millrace.access.Open;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;

/** {@code /asyncapi.yaml}: the description of what goes over the WebSocket. */
@Path("/asyncapi.yaml")
public final class AsyncApiResource {
    private final String document = Pages.resource("/META-INF/asyncapi.yaml");

    @GET
    @Produces("application/yaml")
    @Open
    public String document() {
        return document;
    }
}
