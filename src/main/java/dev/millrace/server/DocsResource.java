package dev.millrace.server;

import dev.millrace.access.Open;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** {@code /docs}: the API's reference as a page to try things out. */
@Path("/docs")
public final class DocsResource {
    private final String page = Pages.read("docs.html");

    @GET
    @Produces(MediaType.TEXT_HTML)
    @Open
    public String docs() {
        return page;
    }
}
