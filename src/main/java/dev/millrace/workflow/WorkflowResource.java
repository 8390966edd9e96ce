package dev.millrace.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.access.Caller;
import dev.millrace.access.CurrentCaller;
import dev.millrace.access.Needs;
import dev.millrace.access.Scope;
import dev.millrace.http.Acceptable;
import dev.millrace.http.Idempotency;
import dev.millrace.http.JsonBody;
import dev.millrace.http.Page;
import dev.millrace.http.PageRequest;
import dev.millrace.http.ProblemException;
import dev.millrace.workflow.WorkflowChanges.Saved;
import dev.millrace.workflow.WorkflowJson.RevisionDetail;
import dev.millrace.workflow.WorkflowJson.RevisionInfo;
import dev.millrace.workflow.WorkflowJson.UpsertRequest;
import dev.millrace.workflow.WorkflowJson.UpsertResponse;
import dev.millrace.workflow.WorkflowJson.Validation;
import dev.millrace.workflow.WorkflowJson.WorkflowInfo;
import dev.millrace.workflow.WorkflowStore.Filter;
import dev.millrace.workflow.WorkflowStore.RevisionRow;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.multipart.FileUpload;
import org.jspecify.annotations.Nullable;

/** {@code /v1/workflows}: uploading, listing and reading workflows. Running them is the execution package's. */
@Path("/v1/workflows")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public final class WorkflowResource {
    static final String YAML = "application/yaml";
    private static final Set<String> STATUSES = Set.of("active", "inactive");
    private static final Set<String> KINDS = Set.of("local", "remote");

    private final Workflows workflows;
    private final WorkflowChanges changes;
    private final IncomingDocuments documents;
    private final Idempotency idempotency;
    private final CurrentCaller caller;
    private final JsonBody json;
    private final MachineAccess machine;

    WorkflowResource(
            Workflows workflows,
            WorkflowChanges changes,
            IncomingDocuments documents,
            Idempotency idempotency,
            CurrentCaller caller,
            JsonBody json,
            MachineAccess machine) {
        this.workflows = workflows;
        this.changes = changes;
        this.documents = documents;
        this.idempotency = idempotency;
        this.caller = caller;
        this.json = json;
        this.machine = machine;
    }

    @POST
    @Consumes({YAML, "application/x-yaml", "text/yaml", "text/x-yaml", MediaType.APPLICATION_JSON})
    @Needs(Scope.WORKFLOWS_WRITE)
    public Response create(@HeaderParam(Idempotency.KEY) @Nullable String key, byte[] body) {
        Caller by = caller.get();
        try (Idempotency.Claim claim = idempotency.claim(by.userId(), key, "POST /v1/workflows", body)) {
            Response replay = claim.replay();
            if (replay != null) {
                return replay;
            }
            Saved saved = changes.create(
                    by, text(body), created -> claim.keep(201, location(created.row()), WorkflowInfo.of(created)));
            return Response.created(location(saved.row()))
                    .entity(WorkflowInfo.of(saved))
                    .tag(WorkflowTags.of(saved.row()))
                    .build();
        }
    }

    @POST
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    @Needs(Scope.WORKFLOWS_WRITE)
    public Response upload(
            @HeaderParam(Idempotency.KEY) @Nullable String key, @RestForm("file") @Nullable FileUpload file) {
        if (file == null) {
            throw ProblemException.invalid("/file", "the form must have a part `file` with the workflow's document");
        }
        try {
            return create(key, Files.readAllBytes(file.uploadedFile()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @PUT
    @Path("{id}")
    @Consumes({YAML, "application/x-yaml", "text/yaml", "text/x-yaml", MediaType.APPLICATION_JSON})
    @Needs(Scope.WORKFLOWS_WRITE)
    public Response put(
            @PathParam("id") String id,
            @HeaderParam("If-Match") @Nullable String ifMatch,
            @HeaderParam("If-None-Match") @Nullable String ifNoneMatch,
            byte[] body) {
        Saved saved = changes.put(caller.get(), id, text(body), row -> WorkflowTags.allows(ifMatch, ifNoneMatch, row));
        Response.ResponseBuilder response = saved.created() ? Response.created(location(saved.row())) : Response.ok();
        return response.entity(WorkflowInfo.of(saved))
                .tag(WorkflowTags.of(saved.row()))
                .build();
    }

    @POST
    @Path("upsert")
    @Consumes(MediaType.APPLICATION_JSON)
    @Needs(Scope.WORKFLOWS_WRITE)
    public Response upsert(@HeaderParam(Idempotency.KEY) @Nullable String key, byte[] body) {
        Caller by = caller.get();
        try (Idempotency.Claim claim = idempotency.claim(by.userId(), key, "POST /v1/workflows/upsert", body)) {
            Response replay = claim.replay();
            if (replay != null) {
                return replay;
            }
            UpsertRequest request = json.read(body, UpsertRequest.class);
            if (request.projectId() == null) {
                throw ProblemException.invalid("/project_id", "project_id is required");
            }
            if (request.status() != null && !STATUSES.contains(request.status())) {
                throw ProblemException.invalid("/status", "status must be active or inactive");
            }
            Saved saved = changes.upsert(
                    by,
                    request.projectId(),
                    description(request),
                    source(request.definition()),
                    done -> claim.keep(200, null, answer(done)));
            return Response.ok(answer(saved)).tag(WorkflowTags.of(saved.row())).build();
        }
    }

    @POST
    @Path("validate")
    @Consumes({YAML, "application/x-yaml", "text/yaml", "text/x-yaml", MediaType.APPLICATION_JSON})
    @Needs(Scope.WORKFLOWS_READ)
    public Validation validate(byte[] body) {
        return switch (documents.validate(caller.get(), text(body))) {
            case Reading.Accepted accepted ->
                new Validation(true, List.of(), WorkflowJson.items(machine.warnings(accepted)));
            case Reading.Refused refused ->
                new Validation(false, WorkflowJson.items(refused.errors()), WorkflowJson.items(refused.warnings()));
        };
    }

    @GET
    @Needs(Scope.WORKFLOWS_READ)
    public Page<WorkflowInfo> list(@Context UriInfo uri) {
        MultivaluedMap<String, String> query = uri.getQueryParameters();
        PageRequest page = PageRequest.of(query);
        Filter filter = new Filter(
                query.getFirst("q"),
                query.getFirst("tag"),
                oneOf("status", query.getFirst("status"), STATUSES),
                oneOf("kind", query.getFirst("kind"), KINDS));
        Caller by = caller.get();
        return Page.of(
                page,
                workflows.list(by, filter, page),
                WorkflowRow::id,
                WorkflowInfo::of,
                () -> workflows.count(by, filter));
    }

    @GET
    @Path("{id}")
    @Needs(Scope.WORKFLOWS_READ)
    public Response get(
            @PathParam("id") String id,
            @HeaderParam("If-None-Match") @Nullable String ifNoneMatch,
            @Context HttpHeaders headers) {
        Acceptable.require(headers, MediaType.APPLICATION_JSON, YAML);
        WorkflowRow row = workflows.get(caller.get(), id);
        if (WorkflowTags.unchanged(ifNoneMatch, WorkflowTags.of(row))) {
            return unchanged(WorkflowTags.of(row));
        }
        return Response.ok(workflows.info(row))
                .tag(WorkflowTags.of(row))
                .header("Vary", "Accept")
                .build();
    }

    @GET
    @Path("{id}")
    @Produces(YAML)
    @Needs(Scope.WORKFLOWS_READ)
    public Response getSource(@PathParam("id") String id, @HeaderParam("If-None-Match") @Nullable String ifNoneMatch) {
        WorkflowRow row = workflows.get(caller.get(), id);
        if (WorkflowTags.unchanged(ifNoneMatch, WorkflowTags.ofSource(row))) {
            return unchanged(WorkflowTags.ofSource(row));
        }
        return Response.ok(workflows.revision(row, row.revision()).requireSource())
                .tag(WorkflowTags.ofSource(row))
                .header("Vary", "Accept")
                .build();
    }

    @GET
    @Path("{id}/revisions")
    @Needs(Scope.WORKFLOWS_READ)
    public Page<RevisionInfo> revisions(@PathParam("id") String id, @Context UriInfo uri) {
        WorkflowRow row = workflows.get(caller.get(), id);
        PageRequest page = PageRequest.of(uri.getQueryParameters());
        return Page.of(page, workflows.revisions(row, page), RevisionRow::id, RevisionInfo::of, () -> row.revision());
    }

    @GET
    @Path("{id}/revisions/{number}")
    @Needs(Scope.WORKFLOWS_READ)
    public RevisionDetail revision(@PathParam("id") String id, @PathParam("number") int number) {
        return RevisionDetail.of(workflows.revision(workflows.get(caller.get(), id), number));
    }

    @GET
    @Path("{id}/revisions/{number}")
    @Produces(YAML)
    @Needs(Scope.WORKFLOWS_READ)
    public String revisionSource(@PathParam("id") String id, @PathParam("number") int number) {
        return workflows.revision(workflows.get(caller.get(), id), number).requireSource();
    }

    @DELETE
    @Path("{id}")
    @Needs(Scope.WORKFLOWS_WRITE)
    public void delete(@PathParam("id") String id, @HeaderParam("If-Match") @Nullable String ifMatch) {
        changes.delete(caller.get(), id, row -> WorkflowTags.allows(ifMatch, null, row));
    }

    private static Response unchanged(EntityTag tag) {
        return Response.notModified(tag).header("Vary", "Accept").build();
    }

    private static URI location(WorkflowRow row) {
        return URI.create("/v1/workflows/" + row.workflowId());
    }

    private static UpsertResponse answer(Saved saved) {
        return new UpsertResponse(WorkflowInfo.of(saved), saved.created() ? "created" : "updated");
    }

    private static Description description(UpsertRequest request) {
        return new Description(
                request.name(),
                request.englishName(),
                request.description(),
                request.version(),
                request.status(),
                null,
                request.tags(),
                request.parameters());
    }

    /** A definition comes as the text of its document, or as the document itself in JSON, which is YAML too. */
    private static @Nullable String source(@Nullable JsonNode definition) {
        if (definition == null || definition.isNull()) {
            return null;
        }
        return definition.isTextual() ? definition.textValue() : definition.toString();
    }

    private static String text(byte[] body) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
        } catch (CharacterCodingException _) {
            throw ProblemException.unreadable("The document is not UTF-8 text.");
        }
    }

    private static @Nullable String oneOf(String parameter, @Nullable String value, Set<String> allowed) {
        if (value != null && !allowed.contains(value)) {
            throw ProblemException.invalid(
                    "/" + parameter,
                    "%s must be %s, not `%s`".formatted(parameter, String.join(" or ", allowed), value));
        }
        return value;
    }
}
