package dev.millrace.server;

import dev.millrace.access.Needs;
import dev.millrace.access.Scope;
import dev.millrace.cluster.Member;
import dev.millrace.cluster.Node;
import dev.millrace.cluster.Nodes;
import dev.millrace.http.Page;
import dev.millrace.http.PageRequest;
import dev.millrace.http.ProblemException;
import dev.millrace.http.Times;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import org.jspecify.annotations.Nullable;

/** {@code /v1/admin/nodes}: the servers that work on the database. */
@Path("/v1/admin/nodes")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public final class NodesResource {
    private final Nodes nodes;
    private final Node self;

    NodesResource(Nodes nodes, Node self) {
        this.nodes = nodes;
        this.self = self;
    }

    /**
     * A node.
     *
     * @param state {@code up}, {@code draining} or {@code left}
     * @param self whether it is the one that answers
     * @param address where others reach it; null for nowhere
     * @param lastSeen the last sign of life, by the database's clock; of a node that shares its database with nobody, its start
     */
    record NodeInfo(
            String id,
            String state,
            boolean self,
            String host,
            @Nullable String address,
            String version,
            String startedAt,
            String lastSeen,
            @Nullable String leftAt) {}

    @GET
    @Needs(Scope.ADMIN)
    public Page<NodeInfo> list(@Context UriInfo uri) {
        PageRequest page = PageRequest.byCursor(uri.getQueryParameters());
        return Page.of(page, nodes.list(page.before(), page.limit() + 1), Member::number, this::info, () -> 0);
    }

    @POST
    @Path("{id}/drain")
    @Needs(Scope.ADMIN)
    public Response drain(@PathParam("id") String id) {
        Member node = nodes.find(id).orElseThrow(() -> ProblemException.notFound("node", id));
        if (!nodes.drain(id)) {
            throw ProblemException.conflict(
                    "node-gone",
                    "The node does not work any more",
                    "Node %s on %s has left; there is nothing to drain.".formatted(id, node.host()));
        }
        return Response.accepted(info(nodes.find(id).orElse(node))).build();
    }

    private NodeInfo info(Member node) {
        return new NodeInfo(
                node.id(),
                node.lives() ? node.draining() ? "draining" : "up" : "left",
                node.id().equals(self.id()),
                node.host(),
                node.address().isEmpty() ? null : node.address(),
                node.version(),
                Times.text(node.startedAt()),
                Times.text(node.heartbeat()),
                Times.textOrNull(node.leftAt()));
    }
}
