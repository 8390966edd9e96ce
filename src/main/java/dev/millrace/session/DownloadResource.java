package dev.millrace.session;

import dev.millrace.access.CurrentCaller;
import dev.millrace.access.Needs;
import dev.millrace.access.Scope;
import dev.millrace.forward.HeldByNode;
import dev.millrace.session.Downloads.Download;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What the pages of a session have downloaded. It is gone with the session. */
@Path("/v1/sessions/{id}/downloads")
@HeldByNode
@RunOnVirtualThread
public final class DownloadResource {
    private final Sessions sessions;
    private final CurrentCaller caller;

    DownloadResource(Sessions sessions, CurrentCaller caller) {
        this.sessions = sessions;
        this.caller = caller;
    }

    /** All downloads of a session. */
    record DownloadList(List<Download> items) {}

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @Needs(Scope.SESSIONS_READ)
    public DownloadList list(@PathParam("id") String id) {
        return new DownloadList(downloads(id).list());
    }

    @GET
    @Path("{name}")
    @Produces(MediaType.APPLICATION_OCTET_STREAM)
    @Needs(Scope.SESSIONS_READ)
    public Response get(@PathParam("id") String id, @PathParam("name") String name) {
        java.nio.file.Path file = downloads(id).file(name);
        String encoded = URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
        return Response.ok(file)
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename*=UTF-8''" + encoded)
                .build();
    }

    private Downloads downloads(String id) {
        return new Downloads(sessions.get(caller.get(), id).anyDriver().downloads());
    }
}
