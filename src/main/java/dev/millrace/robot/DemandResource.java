package dev.millrace.robot;

import dev.millrace.access.NodesOnly;
import dev.millrace.cluster.Member;
import dev.millrace.cluster.Nodes;
import dev.millrace.http.JsonBody;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;

/** {@code /v1/robots/demands}: what other servers need robots for. */
@Path(Asking.PATH)
@RunOnVirtualThread
public final class DemandResource {
    private final Nodes nodes;
    private final Visits visits;
    private final JsonBody json;

    DemandResource(Nodes nodes, Visits visits, JsonBody json) {
        this.nodes = nodes;
        this.visits = visits;
        this.json = json;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @NodesOnly
    public void demand(byte[] body) {
        Asking.Wish wish = json.read(body, Asking.Wish.class);
        nodes.find(wish.node()).filter(Member::lives).ifPresent(node -> visits.demanded(node, wish.demands()));
    }
}
