package dev.millrace.server;

import dev.millrace.access.Open;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;

/** {@code /openapi.yaml}: the description of the API, as it was written. */
@Path("/openapi.yaml")
public final class OpenApiYamlResource {
    private final String document = Pages.resource("/META-INF/openapi.yaml");

    @GET
    @Produces("application/yaml")
    @Open
    public String document() {
        return document;
    }
}
