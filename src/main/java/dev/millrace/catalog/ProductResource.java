package dev.millrace.catalog;

import dev.millrace.access.CurrentCaller;
import dev.millrace.access.Needs;
import dev.millrace.access.Scope;
import dev.millrace.cache.Cached;
import dev.millrace.catalog.CatalogJson.ProductInfo;
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

/** {@code /v1/products}. */
@Path("/v1/products")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public final class ProductResource {
    private static final String PRODUCT = "product";

    private final Products products;
    private final Idempotency idempotency;
    private final CurrentCaller caller;
    private final JsonBody json;
    private final MergePatch patches;
    private final String currency;
    private final Freshness records;
    private final Freshness lists;

    ProductResource(
            Products products,
            Idempotency idempotency,
            CurrentCaller caller,
            JsonBody json,
            MergePatch patches,
            Settings settings) {
        this.products = products;
        this.idempotency = idempotency;
        this.caller = caller;
        this.json = json;
        this.patches = patches;
        this.currency = settings.catalog().currency();
        this.records = new Freshness(settings.catalog().cache().products());
        this.lists = new Freshness(settings.catalog().cache().lists());
    }

    @GET
    @Needs(Scope.CATALOG_READ)
    public Response list(@Context UriInfo uri) {
        MultivaluedMap<String, String> query = uri.getQueryParameters();
        PageRequest page = PageRequest.byCursor(query);
        ProductFilter filter = ProductFilter.of(query);
        Cached<List<Product>> found = products.list(filter, page);
        return lists.tell(Response.ok(Page.of(page, found.value(), Product::id, ProductInfo::of, () -> 0)), found)
                .build();
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Needs(Scope.CATALOG_WRITE)
    public Response create(@HeaderParam(Idempotency.KEY) @Nullable String key, byte[] body) {
        try (Idempotency.Claim claim = idempotency.claim(caller.get().userId(), key, "POST /v1/products", body)) {
            Response replay = claim.replay();
            if (replay != null) {
                return replay;
            }
            ProductDraft draft = ProductEdit.whole(json.readObject(body), currency);
            Product created =
                    products.create(draft, product -> claim.keep(201, location(product), ProductInfo.of(product)));
            return answer(Response.created(location(created)), created);
        }
    }

    @GET
    @Path("{id}")
    @Needs(Scope.CATALOG_READ)
    public Response get(
            @PathParam("id") String id, @HeaderParam(HttpHeaders.IF_NONE_MATCH) @Nullable String ifNoneMatch) {
        Cached<Product> found =
                products.find(CatalogIds.of(PRODUCT, id)).orElseThrow(() -> ProblemException.notFound(PRODUCT, id));
        Product product = found.value();
        String tag = ETags.of(product.version());
        Response.ResponseBuilder response =
                ETags.unchanged(ifNoneMatch, tag) ? Response.notModified() : Response.ok(ProductInfo.of(product));
        return records.tell(response.header(HttpHeaders.ETAG, tag), found).build();
    }

    @PUT
    @Path("{id}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Needs(Scope.CATALOG_WRITE)
    public Response put(
            @PathParam("id") String id, @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch, byte[] body) {
        long product = CatalogIds.of(PRODUCT, id);
        ProductDraft draft = ProductEdit.whole(json.readObject(body), currency);
        return answer(Response.ok(), products.change(product, _ -> draft, ifMatch));
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
        long product = CatalogIds.of(PRODUCT, id);
        ProductEdit edit = ProductEdit.patch(patches.read(request, body));
        return answer(Response.ok(), products.change(product, edit::over, ifMatch));
    }

    @DELETE
    @Path("{id}")
    @Needs(Scope.CATALOG_WRITE)
    public void delete(@PathParam("id") String id, @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch) {
        products.delete(CatalogIds.of(PRODUCT, id), ifMatch);
    }

    private static URI location(Product product) {
        return URI.create("/v1/products/" + product.id());
    }

    private static Response answer(Response.ResponseBuilder response, Product product) {
        return response.entity(ProductInfo.of(product))
                .header(HttpHeaders.ETAG, ETags.of(product.version()))
                .build();
    }
}
