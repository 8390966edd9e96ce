package dev.millrace.forward;

import dev.millrace.access.CurrentCaller;
import dev.millrace.cluster.Member;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/**
 * Hands on requests for what is at another node, after the caller was let in. One that was handed on stays where it has
 * come to.
 */
final class ForwardFilter {
    private final Elsewhere elsewhere;
    private final Passage passage;
    private final CurrentCaller caller;
    private final CurrentVertxRequest vertx;

    ForwardFilter(Elsewhere elsewhere, Passage passage, CurrentCaller caller, CurrentVertxRequest vertx) {
        this.elsewhere = elsewhere;
        this.passage = passage;
        this.caller = caller;
        this.vertx = vertx;
    }

    @HeldByNode
    @ServerRequestFilter(priority = Priorities.AUTHORIZATION)
    @Nullable
    Response handOn(ContainerRequestContext context) throws IOException, InterruptedException {
        String id = context.getUriInfo().getPathParameters().getFirst("id");
        if (id == null || caller.isHandedOn()) {
            return null;
        }
        Member node = elsewhere.holder(id).orElse(null);
        return node == null ? null : passage.through(node, caller.get(), vertx.getCurrent(), context);
    }
}
