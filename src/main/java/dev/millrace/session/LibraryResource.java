package dev.millrace.session;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.access.CurrentCaller;
import dev.millrace.access.Needs;
import dev.millrace.access.Scope;
import dev.millrace.forward.HeldByNode;
import dev.millrace.http.JsonBody;
import dev.millrace.session.error.ErrorCode;
import dev.millrace.session.error.SessionException;
import dev.millrace.session.keyword.Library.Step;
import dev.millrace.session.vision.Template;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a session is given to work with: modules, named elements, images, and calls of services. */
@Path("/v1/sessions/{id}")
@Produces(MediaType.APPLICATION_JSON)
@HeldByNode
@RunOnVirtualThread
public final class LibraryResource {
    private final Sessions sessions;
    private final CurrentCaller caller;
    private final JsonBody json;
    private final ObjectMapper mapper;

    LibraryResource(Sessions sessions, CurrentCaller caller, JsonBody json, ObjectMapper mapper) {
        this.sessions = sessions;
        this.caller = caller;
        this.json = json;
        this.mapper = mapper;
    }

    /** Modules, and elements with their fallbacks, each by its name. */
    record ModulesRequest(
            @Nullable Map<String, List<StepRequest>> modules,
            @Nullable Map<String, JsonNode> elements) {}

    /** A step of a module. */
    record StepRequest(@Nullable String keyword, @Nullable JsonNode params) {}

    /** An image by which elements are found. */
    record TemplateRequest(@Nullable String name, @Nullable String imageBase64) {}

    /** An image that was kept. */
    record TemplateAnswer(String name, String status) {}

    @POST
    @Path("api")
    @Consumes(MediaType.APPLICATION_JSON)
    @Needs(Scope.SESSIONS_WRITE)
    public void api(@PathParam("id") String id, byte[] body) {
        Session session = sessions.get(caller.get(), id);
        session.stage().library().setCalls(ServiceCalls.of(json.read(body, JsonNode.class)));
    }

    @POST
    @Path("modules")
    @Consumes(MediaType.APPLICATION_JSON)
    @Needs(Scope.SESSIONS_WRITE)
    public void modules(@PathParam("id") String id, byte[] body) {
        Session session = sessions.get(caller.get(), id);
        ModulesRequest request = json.read(body, ModulesRequest.class);
        Map<String, List<Step>> modules = new HashMap<>();
        if (request.modules() != null) {
            request.modules().forEach((name, steps) -> modules.put(name, steps(name, steps)));
        }
        session.stage().library().addModules(modules);
        if (request.elements() != null) {
            request.elements().forEach((name, node) -> session.stage().nameElement(name, fallbacks(name, node)));
        }
    }

    @POST
    @Path("templates")
    @Consumes(MediaType.APPLICATION_JSON)
    @Needs(Scope.SESSIONS_WRITE)
    public TemplateAnswer templates(@PathParam("id") String id, byte[] body) {
        Session session = sessions.get(caller.get(), id);
        TemplateRequest request = json.read(body, TemplateRequest.class);
        if (request.name() == null || request.imageBase64() == null) {
            throw new SessionException(ErrorCode.E0403, "a template has a `name` and an `image_base64`");
        }
        session.stage().library().templates().put(Template.of(request.name(), request.imageBase64()));
        return new TemplateAnswer(request.name(), "ok");
    }

    private List<Step> steps(String module, List<StepRequest> requests) {
        List<Step> steps = new ArrayList<>();
        for (StepRequest request : requests) {
            if (request.keyword() == null) {
                throw new SessionException(
                        ErrorCode.E0403, "each step of the module `%s` must have a keyword".formatted(module));
            }
            boolean none = request.params() == null || request.params().isNull();
            steps.add(new Step(
                    request.keyword(), none ? List.of() : mapper.convertValue(request.params(), Object.class)));
        }
        return steps;
    }

    private static List<String> fallbacks(String name, JsonNode node) {
        List<String> fallbacks = new ArrayList<>();
        (node.isArray() ? node : List.of(node)).forEach(each -> {
            if (!each.isTextual()) {
                throw new SessionException(
                        ErrorCode.E0403, "the element `%s` must be a locator, or a list of them".formatted(name));
            }
            fallbacks.add(each.textValue());
        });
        if (fallbacks.isEmpty()) {
            throw new SessionException(ErrorCode.E0403, "the element `%s` has no locator".formatted(name));
        }
        return fallbacks;
    }
}
