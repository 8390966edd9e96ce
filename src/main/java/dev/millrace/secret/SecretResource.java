package dev.millrace.secret;

import dev.millrace.access.Needs;
import dev.millrace.access.Scope;
import dev.millrace.http.JsonBody;
import dev.millrace.http.Page;
import dev.millrace.http.PageRequest;
import dev.millrace.http.ProblemException;
import dev.millrace.secret.SecretJson.PutRequest;
import dev.millrace.secret.SecretJson.SecretInfo;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;

/** {@code /v1/admin/secrets}: values that workflows use and nobody reads back. */
@Path("/v1/admin/secrets")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public final class SecretResource {
    private final Secrets secrets;
    private final JsonBody json;

    SecretResource(Secrets secrets, JsonBody json) {
        this.secrets = secrets;
        this.json = json;
    }

    @PUT
    @Path("{name}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Needs(Scope.ADMIN)
    public Response put(@PathParam("name") String name, byte[] body) {
        PutRequest request = read(body);
        SecretValue value = request.value() == null ? null : new SecretValue(request.value());
        boolean created = secrets.put(name, value, request.workflows());
        Response.ResponseBuilder response =
                created ? Response.created(URI.create("/v1/admin/secrets/" + name)) : Response.ok();
        return response.entity(SecretInfo.of(secrets.get(name))).build();
    }

    /** What is wrong with JSON is usually shown with a piece of it, which here may be of the secret. */
    private PutRequest read(byte[] body) {
        try {
            return json.read(body, PutRequest.class);
        } catch (ProblemException e) {
            throw e.status() == 400
                    ? ProblemException.unreadable(
                            "The body is not JSON such as {\"value\": \"…\", \"workflows\": [\"…\"]}.")
                    : e;
        }
    }

    @GET
    @Needs(Scope.ADMIN)
    public Page<SecretInfo> list(@Context UriInfo uri) {
        PageRequest page = PageRequest.byCursor(uri.getQueryParameters());
        return Page.of(page, secrets.list(page), secret -> secret.row().id(), SecretInfo::of, () -> 0);
    }

    @GET
    @Path("{name}")
    @Needs(Scope.ADMIN)
    public SecretInfo get(@PathParam("name") String name) {
        return SecretInfo.of(secrets.get(name));
    }

    @DELETE
    @Path("{name}")
    @Needs(Scope.ADMIN)
    public void delete(@PathParam("name") String name) {
        secrets.delete(name);
    }
}
