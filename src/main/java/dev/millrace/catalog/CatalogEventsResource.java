package dev.millrace.catalog;

import dev.millrace.access.Needs;
import dev.millrace.access.Scope;
import dev.millrace.http.EventStreams;
import dev.millrace.http.EventWriter;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import org.jspecify.annotations.Nullable;

/** {@code /v1/catalog/events}: what happens to products and orders. */
@Path("/v1/catalog/events")
@RunOnVirtualThread
public final class CatalogEventsResource {
    private final CatalogEvents events;

    CatalogEventsResource(CatalogEvents events) {
        this.events = events;
    }

    @GET
    @Produces(EventWriter.MEDIA_TYPE)
    @Needs(Scope.CATALOG_READ)
    public Response follow(
            @HeaderParam("Last-Event-ID") @Nullable String lastEventId, @QueryParam("after") @Nullable String after) {
        CatalogStream stream = new CatalogStream(
                events,
                EventStreams.position(lastEventId, after, () -> events.range().newest()),
                _ -> true);
        return EventStreams.answer(stream::follow);
    }
}
