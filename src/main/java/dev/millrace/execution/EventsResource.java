package dev.millrace.execution;

import dev.millrace.access.Caller;
import dev.millrace.access.CurrentCaller;
import dev.millrace.access.Needs;
import dev.millrace.access.Ownership;
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
import java.time.Duration;
import java.util.List;

/** {@code /v1/events}: the status changes of all executions that the caller sees, as they happen. */
@Path("/v1/events")
@RunOnVirtualThread
public final class EventsResource {
    private final Hub hub;
    private final CurrentCaller caller;

    EventsResource(Hub hub, CurrentCaller caller) {
        this.hub = hub;
        this.caller = caller;
    }

    @GET
    @Produces(EventWriter.MEDIA_TYPE)
    @Needs(Scope.EXECUTIONS_READ)
    public Response events() {
        Caller by = caller.get();
        return EventStreams.answer(out -> {
            try (Watch watch = hub.watch(EventMessages.ALL_EXECUTIONS)) {
                out.begin();
                follow(watch, by, out);
            }
        });
    }

    private static void follow(Watch watch, Caller by, EventWriter out) throws IOException, InterruptedException {
        long seen = watch.newestSeq();
        long writtenAt = System.nanoTime();
        while (true) {
            Duration left = EventStream.HEARTBEAT.minusNanos(System.nanoTime() - writtenAt);
            if (!left.isPositive()) {
                out.heartbeat();
                writtenAt = System.nanoTime();
            } else if (watch.await(seen, left)) {
                List<Message> messages = watch.after(seen);
                seen = messages.isEmpty()
                        ? watch.newestSeq()
                        : messages.getLast().seq();
                boolean written = messages.isEmpty() ? reset(out) : write(messages, by, out);
                writtenAt = written ? System.nanoTime() : writtenAt;
            }
        }
    }

    private static boolean reset(EventWriter out) throws IOException {
        out.writeUnnumbered("reset", "{\"reason\":\"some events were missed; list the executions again\"}");
        out.flush();
        return true;
    }

    /** Writes what the caller sees; whether there was any. */
    private static boolean write(List<Message> messages, Caller by, EventWriter out) throws IOException {
        boolean written = false;
        for (Message message : messages) {
            if (((Ownership) message.source()).isVisibleTo(by)) {
                out.writeUnnumbered(message.type(), message.data());
                written = true;
            }
        }
        if (written) {
            out.flush();
        }
        return written;
    }
}
