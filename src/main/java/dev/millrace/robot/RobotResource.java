package dev.millrace.robot;

import dev.millrace.access.CurrentCaller;
import dev.millrace.access.Needs;
import dev.millrace.access.Scope;
import dev.millrace.http.Page;
import dev.millrace.http.PageRequest;
import dev.millrace.http.Times;
import dev.millrace.robot.RobotStore.Row;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/** {@code /v1/robots}: which robots there are. */
@Path("/v1/robots")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public final class RobotResource {
    private final RobotList list;
    private final Robots robots;
    private final CurrentCaller caller;
    private final Clock clock;

    RobotResource(RobotList list, Robots robots, CurrentCaller caller, Clock clock) {
        this.list = list;
        this.robots = robots;
        this.caller = caller;
        this.clock = clock;
    }

    /**
     * A robot.
     *
     * @param state {@code connected} or {@code lost}
     * @param workflows ids, or {@code "*"}
     * @param running how many of its places are taken
     */
    record RobotInfo(
            String id,
            String name,
            String userId,
            String state,
            Object workflows,
            int capacity,
            int running,
            Map<String, String> labels,
            String connectedSince,
            String lastSeen) {}

    @GET
    @Needs(Scope.EXECUTIONS_READ)
    public Page<RobotInfo> list(@Context UriInfo uri) {
        PageRequest page = PageRequest.byCursor(uri.getQueryParameters());
        List<Row> rows = list.list(caller.get(), page);
        return Page.of(page, rows, Row::number, this::info, () -> 0);
    }

    @GET
    @Path("{id}")
    @Needs(Scope.EXECUTIONS_READ)
    public RobotInfo get(@PathParam("id") String id) {
        return info(list.get(caller.get(), id));
    }

    private RobotInfo info(Row row) {
        Robots.Standing standing = robots.standing(row.id());
        long seen = standing.silence() == null
                ? row.lastSeen()
                : clock.millis() - standing.silence().toMillis();
        List<String> workflows = list.workflows(row);
        return new RobotInfo(
                row.id(),
                row.name(),
                row.userId(),
                standing.connected() ? "connected" : "lost",
                workflows == null ? "*" : workflows,
                row.capacity(),
                standing.running(),
                list.labels(row),
                Times.text(row.connectedAt()),
                Times.text(seen));
    }
}
