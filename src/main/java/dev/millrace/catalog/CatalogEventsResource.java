package dev.millrace.catalog;

import dev.millrace.access.Needs;
import dev.millrace.access.Scope;
import dev.millrace.http.EventStreams;
import dev.millrace.http.EventWriter;
import dev.millrace.http.ProblemException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@code /v1/catalog/events}: what happens to products and orders. */
@Path("/v1/catalog/events")
@RunOnVirtualThread
public final class CatalogEventsResource {
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

    private final CatalogEvents events;

    CatalogEventsResource(CatalogEvents events) {
        this.events = events;
    }

    @GET
    @Produces(EventWriter.MEDIA_TYPE)
    @Needs(Scope.CATALOG_READ)
    public Response follow(
            @HeaderParam("Last-Event-ID") @Nullable String lastEventId, @QueryParam("after") @Nullable String after) {
        CatalogStream stream = new CatalogStream(events, position(lastEventId, after), _ -> true);
        return EventStreams.answer(stream::follow);
    }

    /** Who says nothing wants what happens from now on. */
    private long position(@Nullable String lastEventId, @Nullable String after) {
        // A browser that reconnects says what it saw last beside the address that it began with.
        String text = lastEventId == null || lastEventId.isBlank() ? after : lastEventId;
        if (text == null || text.isBlank()) {
            return events.range().newest();
        }
        if (!NUMBER.matcher(text.strip()).matches()) {
            throw ProblemException.invalid(
                    text.equals(after) ? "/after" : "/Last-Event-ID",
                    "it must be the id of an event, not `" + text + "`");
        }
        return Long.parseLong(text.strip());
    }
}
