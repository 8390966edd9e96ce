package dev.millrace.session.recording;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.access.CurrentCaller;
import dev.millrace.access.Needs;
import dev.millrace.access.Scope;
import dev.millrace.forward.HeldByNode;
import dev.millrace.http.Page;
import dev.millrace.http.PageRequest;
import dev.millrace.http.Times;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code /v1/recordings}: what was kept of sessions. */
@Path("/v1/recordings")
@Produces(MediaType.APPLICATION_JSON)
@HeldByNode
@RunOnVirtualThread
public final class RecordingResource {
    private final Recordings recordings;
    private final CurrentCaller caller;

    RecordingResource(Recordings recordings, CurrentCaller caller) {
        this.recordings = recordings;
        this.caller = caller;
    }

    /**
     * A recording.
     *
     * @param live whether its session goes on
     * @param size of all its files, in bytes
     * @param timeline the keywords and the end, in their order; only of one recording
     */
    record RecordingInfo(
            String sessionId,
            @Nullable String owner,
            String driver,
            String startedAt,
            String changedAt,
            boolean live,
            long size,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            List<JsonNode> timeline) {}

    private RecordingInfo info(Recording recording, @Nullable List<JsonNode> timeline) {
        return new RecordingInfo(
                recording.id(),
                recording.ownership().owner(),
                recording.driver(),
                Times.text(recording.startedAt()),
                Times.text(RecordingFolder.lastWritten(recording)),
                recordings.isLive(recording),
                RecordingFolder.size(recording),
                timeline);
    }

    @GET
    @Needs(Scope.SESSIONS_READ)
    public Page<RecordingInfo> list(@Context UriInfo uri) {
        PageRequest page = PageRequest.byCursor(uri.getQueryParameters());
        return Page.of(
                page,
                recordings.list(caller.get(), page),
                Recording::number,
                recording -> info(recording, null),
                () -> 0L);
    }

    @GET
    @Path("{id}")
    @Needs(Scope.SESSIONS_READ)
    public RecordingInfo get(@PathParam("id") String id) {
        Recording recording = recordings.get(caller.get(), id);
        return info(recording, RecordingFolder.entries(recording));
    }

    @GET
    @Path("{id}/zip")
    @Produces("application/zip")
    @Needs(Scope.SESSIONS_READ)
    public Response zip(@PathParam("id") String id) {
        Recording recording = recordings.get(caller.get(), id);
        StreamingOutput archive = out -> RecordingFolder.zip(recording, out);
        return Response.ok(archive)
                .header("Content-Disposition", "attachment; filename=\"session-%s.zip\"".formatted(recording.id()))
                .build();
    }

    @DELETE
    @Path("{id}")
    @Needs(Scope.SESSIONS_WRITE)
    public void delete(@PathParam("id") String id) {
        recordings.delete(recordings.get(caller.get(), id));
    }
}
