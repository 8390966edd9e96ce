package dev.millrace.execution;

import dev.millrace.access.Needs;
import dev.millrace.access.Scope;
import dev.millrace.http.EventStreams;
import dev.millrace.http.EventWriter;
import dev.millrace.live.Hub;
import dev.millrace.live.Message;
import dev.millrace.live.Watch;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.List;

/** {@code /v1/events}: the status changes of all executions, as they happen. */
@Path("/v1/events")
@RunOnVirtualThread
public final class EventsResource {
    private final Hub hub;

    EventsResource(Hub hub) {
        this.hub = hub;
    }

    @GET
    @Produces(EventWriter.MEDIA_TYPE)
    @Needs(Scope.EXECUTIONS_READ)
    public Response events() {
        return EventStreams.answer(out -> {
            try (Watch watch = hub.watch(EventMessages.ALL_EXECUTIONS)) {
                out.begin();
                follow(watch, out);
            }
        });
    }

    private static void follow(Watch watch, EventWriter out) throws IOException, InterruptedException {
        long seen = watch.newestSeq();
        while (true) {
            if (!watch.await(seen, EventStream.HEARTBEAT)) {
                out.heartbeat();
                continue;
            }
            List<Message> messages = watch.after(seen);
            if (messages.isEmpty()) {
                seen = watch.newestSeq();
                out.writeUnnumbered("reset", "{\"reason\":\"some events were missed; list the executions again\"}");
            } else {
                seen = messages.getLast().seq();
                for (Message message : messages) {
                    out.writeUnnumbered(message.type(), message.data());
                }
            }
            out.flush();
        }
    }
}
