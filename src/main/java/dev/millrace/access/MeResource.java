package dev.millrace.access;

import dev.millrace.access.AccessJson.Limit;
import dev.millrace.access.AccessJson.Me;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** {@code /v1/me}: for whom the server takes the caller, and what it allows. */
@Path("/v1/me")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public final class MeResource {
    private final CurrentCaller caller;
    private final RateLimits limits;

    MeResource(CurrentCaller caller, RateLimits limits) {
        this.caller = caller;
        this.limits = limits;
    }

    @GET
    @AnyCaller
    public Me me() {
        Caller me = caller.get();
        return new Me(
                me.userId(),
                me.scopes(),
                me.credential(),
                me.address(),
                limits.quotas().stream().map(Limit::of).toList());
    }
}
