package dev.millrace.robot;

import dev.millrace.access.CurrentCaller;
import dev.millrace.access.Needs;
import dev.millrace.access.Scope;
import dev.millrace.cluster.Node;
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

/** {@code /v1/robots}: which robots there are. */
@Path("/v1/robots")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public final class RobotResource {
    private final RobotList list;
    private final RobotsElsewhere elsewhere;
    private final Node self;
    private final Robots robots;
    private final CurrentCaller caller;
    private final Clock clock;

    RobotResource(
            RobotList list, RobotsElsewhere elsewhere, Node self, Robots robots, CurrentCaller caller, Clock clock) {
        this.list = list;
        this.elsewhere = elsewhere;
        this.self = self;
        this.robots = robots;
        this.caller = caller;
        this.clock = clock;
    }

    @GET
    @Needs(Scope.EXECUTIONS_READ)
    public Page<RobotInfo> list(@Context UriInfo uri) throws InterruptedException {
        PageRequest page = PageRequest.byCursor(uri.getQueryParameters());
        List<Row> rows = list.list(caller.get(), page);
        Page<RobotInfo> here = Page.of(page, rows, Row::number, this::info, () -> 0);
        return caller.isHandedOn() ? here : elsewhere.completed(here, caller.get(), page);
    }

    @GET
    @Path("{id}")
    @Needs(Scope.EXECUTIONS_READ)
    public RobotInfo get(@PathParam("id") String id) throws InterruptedException {
        RobotInfo here = info(list.get(caller.get(), id));
        return caller.isHandedOn() ? here : elsewhere.completed(here, caller.get());
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
                standing.home() ? "connected" : "lost",
                standing.home() ? self.id() : null,
                workflows == null ? "*" : workflows,
                row.capacity(),
                standing.running(),
                list.labels(row),
                Times.text(row.connectedAt()),
                Times.text(seen));
    }
}
