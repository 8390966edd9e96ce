package dev.millrace.server;

import dev.millrace.access.Needs;
import dev.millrace.access.Scope;
import dev.millrace.cache.Caches;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/** {@code /v1/admin/cache}: what is kept in memory. */
@Path("/v1/admin/cache")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public final class CacheResource {
    private final Caches caches;

    CacheResource(Caches caches) {
        this.caches = caches;
    }

    /** What was dropped. */
    public record FlushReport(List<Caches.Flushed> caches) {}

    @POST
    @Path("flush")
    @Needs(Scope.ADMIN)
    public FlushReport flush() {
        return new FlushReport(caches.flush());
    }
}
