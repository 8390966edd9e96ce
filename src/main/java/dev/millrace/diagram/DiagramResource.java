package dev.millrace.diagram;

import dev.millrace.access.CurrentCaller;
import dev.millrace.access.Needs;
import dev.millrace.access.Scope;
import dev.millrace.http.ProblemException;
import dev.millrace.workflow.Definition;
import dev.millrace.workflow.Workflows;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotAcceptableException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code /v1/workflows/{id}/diagram}: what leads where, in the format that the caller likes best. */
@Path("/v1/workflows/{id}/diagram")
@Produces(MediaType.WILDCARD)
@RunOnVirtualThread
public final class DiagramResource {
    private final Workflows workflows;
    private final CurrentCaller caller;

    DiagramResource(Workflows workflows, CurrentCaller caller) {
        this.workflows = workflows;
        this.caller = caller;
    }

    /** A format, and the type that an answer in it has: Mermaid is also given as plain text. */
    private record Form(DiagramFormat format, MediaType type) {}

    /**
     * Draws a revision, the newest unless one is named. A {@code format} goes before the Accept header, since one cannot
     * set it in a browser's address bar.
     */
    @GET
    @Needs(Scope.WORKFLOWS_READ)
    public Response diagram(
            @PathParam("id") String id,
            @QueryParam("revision") @Nullable String revision,
            @QueryParam("format") @Nullable String format,
            @Context HttpHeaders headers,
            @Context Request request) {
        Form form = format == null ? accepted(headers) : named(format);
        Definition definition = workflows.definition(caller.get(), id, revision == null ? null : number(revision));
        String picture = form.format()
                .draw(definition
                        .workflow()
                        .orElseThrow(() -> ProblemException.of(
                                406,
                                "no-definition",
                                "The workflow has no definition here",
                                "A robot runs this workflow; its definition is not on this server.")));
        EntityTag tag = tag(form, picture);
        Response.ResponseBuilder answer = request.evaluatePreconditions(tag);
        return (answer == null ? Response.ok(picture, form.type()) : answer)
                .tag(tag)
                .header(HttpHeaders.VARY, HttpHeaders.ACCEPT)
                .header("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
                .header("X-Content-Type-Options", "nosniff")
                .build();
    }

    private static EntityTag tag(Form form, String picture) {
        byte[] content = (form.type() + picture).getBytes(StandardCharsets.UTF_8);
        return new EntityTag(UUID.nameUUIDFromBytes(content).toString());
    }

    private static Form accepted(HttpHeaders headers) {
        return headers.getAcceptableMediaTypes().stream()
                .flatMap(type -> accepted(type).stream())
                .findFirst()
                .orElseThrow(NotAcceptableException::new);
    }

    private static Optional<Form> accepted(MediaType type) {
        return Arrays.stream(DiagramFormat.values())
                .filter(format -> type.isCompatible(MediaType.valueOf(format.mediaType())))
                .map(DiagramResource::form)
                .findFirst()
                .or(() -> type.isCompatible(MediaType.TEXT_PLAIN_TYPE)
                        ? Optional.of(new Form(DiagramFormat.MERMAID, MediaType.TEXT_PLAIN_TYPE.withCharset("utf-8")))
                        : Optional.empty());
    }

    private static Form form(DiagramFormat format) {
        return new Form(format, MediaType.valueOf(format.mediaType()).withCharset("utf-8"));
    }

    private static Form named(String word) {
        return Arrays.stream(DiagramFormat.values())
                .filter(format -> format.word().equals(word))
                .map(DiagramResource::form)
                .findFirst()
                .orElseThrow(() -> ProblemException.invalid(
                        "/format", "format must be mermaid, dot or svg, not `%s`".formatted(word)));
    }

    private static int number(String revision) {
        try {
            return Integer.parseInt(revision);
        } catch (NumberFormatException _) {
            throw ProblemException.invalid(
                    "/revision", "revision must be a revision's number, not `%s`".formatted(revision));
        }
    }
}
