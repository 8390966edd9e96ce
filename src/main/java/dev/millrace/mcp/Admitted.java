package dev.millrace.mcp;

import dev.millrace.access.Caller;
import dev.millrace.workflow.WorkflowDirectory.Offer;
import io.vertx.ext.web.RoutingContext;
import java.util.Objects;
import java.util.Optional;

/**
 * A request that was let in. It travels with the routing context, as everything of the protocol does.
 *
 * @param offer the workflow that is called as a tool
 */
record Admitted(Caller caller, String requestId, Optional<Offer> offer) {
    private static final String KEY = "millrace.mcp.admitted";

    /** The one that a context carries. There is one behind the gate. */
    static Admitted in(RoutingContext context) {
        return Objects.requireNonNull(context.<Admitted>get(KEY), "the request has not been admitted");
    }

    void putInto(RoutingContext context) {
        context.put(KEY, this);
    }

    Admitted calling(Offer workflow) {
        return new Admitted(caller, requestId, Optional.of(workflow));
    }
}
