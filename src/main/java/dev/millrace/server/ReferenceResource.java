package dev.millrace.server;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** {@code /redoc}: the API's reference as a page to read. */
@Path("/redoc")
public final class ReferenceResource {
    private final String page = page();

    @GET
    @Produces(MediaType.TEXT_HTML)
    public String redoc() {
        return page;
    }

    private static String page() {
        try (InputStream in = Objects.requireNonNull(ReferenceResource.class.getResourceAsStream("/web/redoc.html"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("the page is part of the program", e);
        }
    }
}
