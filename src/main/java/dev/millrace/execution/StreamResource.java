package dev.millrace.execution;

import dev.millrace.access.CurrentCaller;
import dev.millrace.access.Needs;
import dev.millrace.access.Scope;
import dev.millrace.http.Acceptable;
import dev.millrace.http.EventStreams;
import dev.millrace.http.EventWriter;
import dev.millrace.http.ProblemException;
import dev.millrace.live.Hub;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What the watchers of one execution follow: its log and its events. */
@Path("/v1/executions/{id}")
@RunOnVirtualThread
public final class StreamResource {
    /** Who does not say what they accept, gets the stream. */
    private static final String LESS_WANTED = ";qs=0.5";

    private static final Set<String> STREAMS = Set.of("stdout", "stderr", "system");

    private final Executions executions;
    private final ExecutionStore store;
    private final JournalStore journals;
    private final Hub hub;
    private final CurrentCaller caller;

    StreamResource(Executions executions, ExecutionStore store, JournalStore journals, Hub hub, CurrentCaller caller) {
        this.executions = executions;
        this.store = store;
        this.journals = journals;
        this.hub = hub;
        this.caller = caller;
    }

    @GET
    @Path("events")
    @Produces(EventWriter.MEDIA_TYPE)
    @Needs(Scope.EXECUTIONS_READ)
    public Response events(
            @PathParam("id") String id,
            @HeaderParam("Last-Event-ID") @Nullable String lastEventId,
            @QueryParam("after") @Nullable String after) {
        ExecutionRow row = executions.get(caller.get(), id);
        return EventStreams.answer(follow(row, EventStreams.position(lastEventId, after, () -> 0), _ -> true));
    }

    @GET
    @Path("logs")
    @Produces(EventWriter.MEDIA_TYPE)
    @Needs(Scope.EXECUTIONS_READ)
    public Response logs(
            @PathParam("id") String id,
            @HeaderParam("Last-Event-ID") @Nullable String lastEventId,
            @QueryParam("after") @Nullable String after,
            @QueryParam("stream") @Nullable String stream,
            @QueryParam("step") @Nullable String step,
            @Context HttpHeaders headers) {
        Acceptable.require(headers, EventWriter.MEDIA_TYPE, MediaType.TEXT_PLAIN, MediaType.APPLICATION_JSON);
        ExecutionRow row = executions.get(caller.get(), id);
        return EventStreams.answer(
                follow(row, EventStreams.position(lastEventId, after, () -> 0), filter(stream, step)::admits));
    }

    @GET
    @Path("logs")
    @Produces(MediaType.TEXT_PLAIN + LESS_WANTED)
    @Needs(Scope.EXECUTIONS_READ)
    public Response logText(
            @PathParam("id") String id,
            @QueryParam("stream") @Nullable String stream,
            @QueryParam("step") @Nullable String step) {
        ExecutionRow row = executions.get(caller.get(), id);
        LogFilter filter = filter(stream, step);
        StreamingOutput text = out -> {
            for (Event event : journals.logs(row.id())) {
                if (filter.admits(event) && event.detail() instanceof Detail.Log log) {
                    out.write(log.text().getBytes(StandardCharsets.UTF_8));
                }
            }
        };
        return Response.ok(text)
                .type(MediaType.TEXT_PLAIN_TYPE.withCharset("UTF-8"))
                .build();
    }

    @GET
    @Path("logs")
    @Produces(MediaType.APPLICATION_JSON + LESS_WANTED)
    @Needs(Scope.EXECUTIONS_READ)
    public Response logEntries(
            @PathParam("id") String id,
            @QueryParam("stream") @Nullable String stream,
            @QueryParam("step") @Nullable String step) {
        ExecutionRow row = executions.get(caller.get(), id);
        LogFilter filter = filter(stream, step);
        List<LogEntry> entries = journals.logs(row.id()).stream()
                .filter(filter::admits)
                .map(LogEntry::of)
                .toList();
        return Response.ok(entries).type(MediaType.APPLICATION_JSON_TYPE).build();
    }

    private EventStreams.Source follow(ExecutionRow row, long after, Predicate<Event> wanted) {
        journals.requireReadable(row.id());
        return out -> new EventStream(row, store, journals, hub, after, wanted).follow(out);
    }

    private static LogFilter filter(@Nullable String stream, @Nullable String step) {
        if (stream != null && !STREAMS.contains(stream)) {
            throw ProblemException.invalid("/stream", "stream must be stdout, stderr or system, not `" + stream + "`");
        }
        return new LogFilter(stream, step);
    }
}
