package dev.millrace.access;

import dev.millrace.access.AccessJson.ApiKeyInfo;
import dev.millrace.access.AccessJson.CreateKeyRequest;
import dev.millrace.access.AccessJson.RotateRequest;
import dev.millrace.http.JsonBody;
import dev.millrace.http.Page;
import dev.millrace.http.PageRequest;
import dev.millrace.http.ProblemException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;

/** {@code /v1/api-keys}: keys for programs. A key itself is in the answer that makes it, and never again. */
@Path("/v1/api-keys")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public final class ApiKeyResource {
    private final ApiKeys keys;
    private final KeyUses uses;
    private final CurrentCaller caller;
    private final JsonBody json;

    ApiKeyResource(ApiKeys keys, KeyUses uses, CurrentCaller caller, JsonBody json) {
        this.keys = keys;
        this.uses = uses;
        this.caller = caller;
        this.json = json;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Needs(Scope.KEYS_WRITE)
    public Response create(byte[] body) {
        CreateKeyRequest request = json.read(body, CreateKeyRequest.class);
        if (request.name() == null) {
            throw ProblemException.invalid("/name", "name is required: what the key is for");
        }
        ApiKeys.Made made = keys.create(
                caller.get(),
                new ApiKeys.Wish(request.name(), request.scopes(), request.expiresIn(), request.userId()));
        URI location = URI.create("/v1/api-keys/" + made.key().id());
        return withKey(Response.created(location), made);
    }

    @GET
    @Needs(Scope.KEYS_READ)
    public Page<ApiKeyInfo> list(@Context UriInfo uri) {
        PageRequest page = PageRequest.of(uri.getQueryParameters());
        Caller by = caller.get();
        return Page.of(page, keys.list(by, page), ApiKey::row, this::info, () -> keys.count(by));
    }

    @GET
    @Path("{id}")
    @Needs(Scope.KEYS_READ)
    public ApiKeyInfo get(@PathParam("id") String id) {
        return info(keys.get(caller.get(), id));
    }

    @POST
    @Path("{id}/rotate")
    @Consumes(MediaType.WILDCARD)
    @Needs(Scope.KEYS_WRITE)
    public Response rotate(@PathParam("id") String id, @Context HttpServerRequest http, byte[] body) {
        JsonBody.requireJson(http, body);
        String grace =
                Objects.requireNonNullElse(json.read(body, RotateRequest.class).grace(), "0");
        return withKey(Response.ok(), keys.rotate(caller.get(), id, Lifetime.parse("grace", grace, Duration.ZERO)));
    }

    @DELETE
    @Path("{id}")
    @Needs(Scope.KEYS_WRITE)
    public Response delete(@PathParam("id") String id) {
        keys.delete(caller.get(), id);
        return Response.noContent().build();
    }

    private ApiKeyInfo info(ApiKey key) {
        return ApiKeyInfo.of(key, uses.latest(key));
    }

    private static Response withKey(Response.ResponseBuilder response, ApiKeys.Made made) {
        return response.entity(ApiKeyInfo.of(made))
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }
}
