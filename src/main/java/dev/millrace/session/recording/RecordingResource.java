package dev.millrace.session.recording;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.access.CurrentCaller;
import dev.millrace.access.Needs;
import dev.millrace.access.Scope;
import dev.millrace.forward.HeldByNode;
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
    private final RecordingsElsewhere elsewhere;
    private final CurrentCaller caller;

    RecordingResource(Recordings recordings, RecordingsElsewhere elsewhere, CurrentCaller caller) {
        this.recordings = recordings;
        this.elsewhere = elsewhere;
        this.caller = caller;
    }

    @GET
    @Needs(Scope.SESSIONS_READ)
    public RecordingPage list(@Context UriInfo uri) throws InterruptedException {
        PageRequest page = PageRequest.byCursor(uri.getQueryParameters());
        List<RecordingInfo> here = recordings.list(caller.get(), page).stream()
                .map(recording -> info(recording, null))
                .toList();
        return caller.isHandedOn() ? RecordingPage.part(here, page) : elsewhere.with(here, caller.get(), page);
    }

    private RecordingInfo info(Recording recording, @Nullable List<JsonNode> timeline) {
        return new RecordingInfo(
                recording.id(),
                recording.ownership().owner(),
                recording.driver(),
                Times.text(recording.startedAt()),
                Times.text(RecordingFolder.lastWritten(recording)),
                recordings.isLive(recording),
                RecordingFolder.size(recording),
                timeline == null ? recording.number() : null,
                timeline);
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
