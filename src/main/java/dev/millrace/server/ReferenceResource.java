package dev.millrace.server;

import dev.millrace.access.Open;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** {@code /redoc}: the API's reference as a page to read. */
@Path("/redoc")
public final class ReferenceResource {
    private final String page = Pages.read("redoc.html");

    @GET
    @Produces(MediaType.TEXT_HTML)
    @Open
    public String redoc() {
        return page;
    }
}
