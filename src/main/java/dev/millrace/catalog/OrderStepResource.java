package dev.millrace.catalog;

import dev.millrace.access.CurrentCaller;
import dev.millrace.access.Needs;
import dev.millrace.access.Scope;
import dev.millrace.catalog.CatalogJson.OrderInfo;
import dev.millrace.http.Idempotency;
import dev.millrace.http.JsonBody;
import dev.millrace.http.Problem;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.List;

/** The steps of an order from one status to the next. They take no body, or an empty object. */
@Path("/v1/orders/{id}")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.WILDCARD)
@RunOnVirtualThread
public final class OrderStepResource {
    private final Orders orders;
    private final Idempotency idempotency;
    private final CurrentCaller caller;
    private final JsonBody json;

    OrderStepResource(Orders orders, Idempotency idempotency, CurrentCaller caller, JsonBody json) {
        this.orders = orders;
        this.idempotency = idempotency;
        this.caller = caller;
        this.json = json;
    }

    @POST
    @Path("pay")
    @Needs(Scope.CATALOG_WRITE)
    public Response pay(@PathParam("id") String id, @Context HttpServerRequest request, byte[] body) {
        return step(id, "pay", OrderStatus.PAID, request, body);
    }

    @POST
    @Path("ship")
    @Needs(Scope.CATALOG_WRITE)
    public Response ship(@PathParam("id") String id, @Context HttpServerRequest request, byte[] body) {
        return step(id, "ship", OrderStatus.SHIPPED, request, body);
    }

    @POST
    @Path("complete")
    @Needs(Scope.CATALOG_WRITE)
    public Response complete(@PathParam("id") String id, @Context HttpServerRequest request, byte[] body) {
        return step(id, "complete", OrderStatus.COMPLETED, request, body);
    }

    @POST
    @Path("cancel")
    @Needs(Scope.CATALOG_WRITE)
    public Response cancel(@PathParam("id") String id, @Context HttpServerRequest request, byte[] body) {
        return step(id, "cancel", OrderStatus.CANCELLED, request, body);
    }

    private Response step(String id, String name, OrderStatus to, HttpServerRequest request, byte[] body) {
        JsonBody.requireJson(request, body);
        long order = CatalogIds.of(OrderResource.ORDER, id);
        String key = request.getHeader(Idempotency.KEY);
        String target = "POST /v1/orders/" + id + "/" + name;
        try (Idempotency.Claim claim = idempotency.claim(caller.get().userId(), key, target, body)) {
            Response replay = claim.replay();
            if (replay != null) {
                return replay;
            }
            requireEmpty(body);
            Order moved = orders.change(
                    order,
                    OrderEdit.to(to),
                    request.getHeader(HttpHeaders.IF_MATCH),
                    done -> claim.keep(200, null, OrderInfo.of(done)));
            return OrderResource.answer(Response.ok(), moved);
        }
    }

    private void requireEmpty(byte[] body) {
        List<Problem.Item> errors = new ArrayList<>();
        json.readObject(body)
                .fieldNames()
                .forEachRemaining(name -> errors.add(Problem.Item.at("/" + name, name + " is not known; nothing is")));
        InvalidBody.throwIfAny(errors);
    }
}
