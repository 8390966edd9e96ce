package dev.millrace.catalog;

import dev.millrace.access.CurrentCaller;
import dev.millrace.access.Needs;
import dev.millrace.access.Scope;
import dev.millrace.cache.Cached;
import dev.millrace.catalog.CatalogJson.OrderInfo;
import dev.millrace.config.Settings;
import dev.millrace.http.ETags;
import dev.millrace.http.Idempotency;
import dev.millrace.http.JsonBody;
import dev.millrace.http.MergePatch;
import dev.millrace.http.Page;
import dev.millrace.http.PageRequest;
import dev.millrace.http.ProblemException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code /v1/orders}; the steps of an order are in {@link OrderStepResource}. */
@Path("/v1/orders")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public final class OrderResource {
    static final String ORDER = "order";

    private final Orders orders;
    private final Idempotency idempotency;
    private final CurrentCaller caller;
    private final JsonBody json;
    private final MergePatch patches;
    private final Freshness records;
    private final Freshness lists;

    OrderResource(
            Orders orders,
            Idempotency idempotency,
            CurrentCaller caller,
            JsonBody json,
            MergePatch patches,
            Settings settings) {
        this.orders = orders;
        this.idempotency = idempotency;
        this.caller = caller;
        this.json = json;
        this.patches = patches;
        this.records = new Freshness(settings.catalog().cache().orders());
        this.lists = new Freshness(settings.catalog().cache().lists());
    }

    @GET
    @Needs(Scope.CATALOG_READ)
    public Response list(@Context UriInfo uri) {
        MultivaluedMap<String, String> query = uri.getQueryParameters();
        PageRequest page = PageRequest.byCursor(query);
        OrderFilter filter = OrderFilter.of(query);
        Cached<List<Order>> found = orders.list(filter, page);
        return lists.tell(Response.ok(Page.of(page, found.value(), Order::id, OrderInfo::of, () -> 0)), found)
                .build();
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Needs(Scope.CATALOG_WRITE)
    public Response create(@HeaderParam(Idempotency.KEY) @Nullable String key, byte[] body) {
        try (Idempotency.Claim claim = idempotency.claim(caller.get().userId(), key, "POST /v1/orders", body)) {
            Response replay = claim.replay();
            if (replay != null) {
                return replay;
            }
            OrderDraft draft = OrderDraft.whole(json.readObject(body));
            Order created = orders.create(draft, order -> claim.keep(201, location(order), OrderInfo.of(order)));
            return answer(Response.created(location(created)), created);
        }
    }

    @GET
    @Path("{id}")
    @Needs(Scope.CATALOG_READ)
    public Response get(
            @PathParam("id") String id, @HeaderParam(HttpHeaders.IF_NONE_MATCH) @Nullable String ifNoneMatch) {
        Cached<Order> found =
                orders.find(CatalogIds.of(ORDER, id)).orElseThrow(() -> ProblemException.notFound(ORDER, id));
        Order order = found.value();
        String tag = ETags.of(order.version());
        Response.ResponseBuilder response =
                ETags.unchanged(ifNoneMatch, tag) ? Response.notModified() : Response.ok(OrderInfo.of(order));
        return records.tell(response.header(HttpHeaders.ETAG, tag), found).build();
    }

    @PUT
    @Path("{id}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Needs(Scope.CATALOG_WRITE)
    public Response put(
            @PathParam("id") String id, @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch, byte[] body) {
        long order = CatalogIds.of(ORDER, id);
        OrderDraft draft = OrderDraft.whole(json.readObject(body));
        return changed(order, OrderEdit.to(draft), ifMatch);
    }

    @PATCH
    @Path("{id}")
    @Consumes(MediaType.WILDCARD)
    @Needs(Scope.CATALOG_WRITE)
    public Response patch(
            @PathParam("id") String id,
            @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch,
            @Context HttpServerRequest request,
            byte[] body) {
        long order = CatalogIds.of(ORDER, id);
        return changed(order, OrderEdit.patch(patches.read(request, body)), ifMatch);
    }

    @DELETE
    @Path("{id}")
    @Needs(Scope.CATALOG_WRITE)
    public void delete(@PathParam("id") String id, @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch) {
        orders.delete(CatalogIds.of(ORDER, id), ifMatch);
    }

    private Response changed(long id, OrderEdit edit, @Nullable String ifMatch) {
        return answer(Response.ok(), orders.change(id, edit, ifMatch, _ -> _ -> false));
    }

    private static URI location(Order order) {
        return URI.create("/v1/orders/" + order.id());
    }

    static Response answer(Response.ResponseBuilder response, Order order) {
        return response.entity(OrderInfo.of(order))
                .header(HttpHeaders.ETAG, ETags.of(order.version()))
                .build();
    }
}
