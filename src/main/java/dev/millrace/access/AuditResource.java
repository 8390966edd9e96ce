package dev.millrace.access;

import dev.millrace.access.AccessJson.AuditInfo;
import dev.millrace.http.Page;
import dev.millrace.http.PageRequest;
import dev.millrace.http.Times;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.UriInfo;

/** {@code /v1/admin/audit}: who changed what. */
@Path("/v1/admin/audit")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public final class AuditResource {
    private final AuditLog audit;

    AuditResource(AuditLog audit) {
        this.audit = audit;
    }

    @GET
    @Needs(Scope.ADMIN)
    public Page<AuditInfo> list(@Context UriInfo uri) {
        MultivaluedMap<String, String> query = uri.getQueryParameters();
        PageRequest page = PageRequest.byCursor(query);
        AuditLog.Filter filter = new AuditLog.Filter(
                Times.parse("since", query.getFirst("since")),
                Times.parse("until", query.getFirst("until")),
                query.getFirst("user"),
                query.getFirst("action"));
        return Page.of(page, audit.list(filter, page), AuditStore.Row::id, AuditInfo::of, () -> 0);
    }
}
