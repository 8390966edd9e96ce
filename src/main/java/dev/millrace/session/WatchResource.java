package dev.millrace.session;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.access.CurrentCaller;
import dev.millrace.access.Needs;
import dev.millrace.access.Scope;
import dev.millrace.forward.HeldByNode;
import dev.millrace.http.EventStreams;
import dev.millrace.http.EventWriter;
import dev.millrace.live.Message;
import dev.millrace.session.Workspace.View;
import dev.millrace.session.Workspace.Watcher;
import dev.millrace.session.driver.ElementFilter;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Streams of what happens in a session, and of what its page looks like. */
@Path("/v1/sessions/{id}")
@HeldByNode
@RunOnVirtualThread
public final class WatchResource {
    static final Duration HEARTBEAT = Duration.ofSeconds(15);
    private static final long LEAST_INTERVAL_MS = 500;
    private static final long MOST_INTERVAL_MS = 60_000;

    private final Sessions sessions;
    private final CurrentCaller caller;
    private final ObjectMapper mapper;

    WatchResource(Sessions sessions, CurrentCaller caller, ObjectMapper mapper) {
        this.sessions = sessions;
        this.caller = caller;
        this.mapper = mapper;
    }

    @GET
    @Path("events")
    @Produces(EventWriter.MEDIA_TYPE)
    @Needs(Scope.SESSIONS_READ)
    public Response events(
            @PathParam("id") String id,
            @HeaderParam("Last-Event-ID") @Nullable String lastEventId,
            @QueryParam("after") @Nullable String after) {
        SessionEvents events = sessions.get(caller.get(), id).events();
        long position = Math.min(EventStreams.position(lastEventId, after, events::lastSeq), events.lastSeq());
        return EventStreams.answer(out -> follow(events, position, out));
    }

    private static void follow(SessionEvents events, long position, EventWriter out)
            throws IOException, InterruptedException {
        out.begin();
        long seen = position;
        while (!events.isOver(seen)) {
            List<Message> entries = events.after(seen, HEARTBEAT);
            if (!entries.isEmpty() && entries.getFirst().seq() > seen + 1) {
                out.reset(SessionEvents.FORGOTTEN);
            }
            for (Message entry : entries) {
                out.writeData(entry.seq(), entry.data());
                seen = entry.seq();
            }
            if (entries.isEmpty() && !events.isOver(seen)) {
                out.writeData(seen, SessionEvents.heartbeat());
            }
            out.flush();
        }
    }

    @GET
    @Path("workspace/stream")
    @Produces(EventWriter.MEDIA_TYPE)
    @Needs(Scope.SESSIONS_READ)
    public Response workspace(
            @PathParam("id") String id,
            @QueryParam("interval_ms") @DefaultValue("2000") long intervalMs,
            @QueryParam("include_source") @DefaultValue("false") boolean includeSource,
            @QueryParam("filter_config") List<String> filterConfig) {
        Session session = sessions.get(caller.get(), id);
        ElementFilter filter = ElementFilter.of(filterConfig);
        long interval = Math.clamp(intervalMs, LEAST_INTERVAL_MS, MOST_INTERVAL_MS);
        Watcher watcher = new Watcher(Duration.ofMillis(interval), includeSource);
        return EventStreams.answer(out -> watch(session.workspace(), watcher, includeSource, filter, out));
    }

    private void watch(
            Workspace workspace, Watcher watcher, boolean includeSource, ElementFilter filter, EventWriter out)
            throws IOException, InterruptedException {
        workspace.join(watcher);
        try {
            out.begin();
            // A little less than the interval, so that no look is missed for being a little early.
            Duration pause = watcher.interval().minusMillis(LEAST_INTERVAL_MS / 2);
            String shown = "";
            View view = workspace.after(watcher, 0, Duration.ZERO);
            while (view != null) {
                String frame = frame(view, includeSource, filter);
                out.writeData(view.number(), frame.equals(shown) ? heartbeat() : frame);
                out.flush();
                shown = frame;
                view = workspace.after(watcher, view.number(), pause);
            }
        } finally {
            workspace.leave(watcher);
        }
    }

    private String frame(View view, boolean includeSource, ElementFilter filter) {
        Map<String, Object> frame = new LinkedHashMap<>();
        if (!view.failure().isEmpty()) {
            frame.put("type", "error");
            frame.put("message", view.failure());
            return json(frame);
        }
        frame.put("screenshot", view.screenshot());
        frame.put("elements", filter.apply(view.elements()));
        if (includeSource) {
            frame.put("source", view.source());
        }
        return json(frame);
    }

    private String heartbeat() {
        return json(Map.of("type", "heartbeat"));
    }

    private String json(Map<String, Object> value) {
        try {
            return mapper.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
