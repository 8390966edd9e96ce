package dev.millrace.session;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.access.CurrentCaller;
import dev.millrace.access.Needs;
import dev.millrace.access.Scope;
import dev.millrace.forward.HeldByNode;
import dev.millrace.http.Idempotency;
import dev.millrace.http.JsonBody;
import dev.millrace.session.SessionJson.ActionAnswer;
import dev.millrace.session.SessionJson.ActionRequest;
import dev.millrace.session.SessionJson.SessionInfo;
import dev.millrace.session.SessionJson.SessionList;
import dev.millrace.session.SessionJson.StartAnswer;
import dev.millrace.session.SessionJson.StopAnswer;
import dev.millrace.session.error.ErrorCode;
import dev.millrace.session.error.SessionException;
import dev.millrace.session.vision.Templates;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code /v1/sessions}: starting, acting, stopping. */
@Path("/v1/sessions")
@Produces(MediaType.APPLICATION_JSON)
@HeldByNode
@RunOnVirtualThread
public final class SessionResource {
    private final Sessions sessions;
    private final SessionsElsewhere elsewhere;
    private final CurrentCaller caller;
    private final JsonBody json;
    private final ObjectMapper mapper;
    private final Idempotency idempotency;

    SessionResource(
            Sessions sessions,
            SessionsElsewhere elsewhere,
            CurrentCaller caller,
            JsonBody json,
            ObjectMapper mapper,
            Idempotency idempotency) {
        this.sessions = sessions;
        this.elsewhere = elsewhere;
        this.caller = caller;
        this.json = json;
        this.mapper = mapper;
        this.idempotency = idempotency;
    }

    @POST
    @Path("start")
    @Consumes(MediaType.WILDCARD)
    @Needs(Scope.SESSIONS_WRITE)
    public Response start(
            @HeaderParam(Idempotency.KEY) @Nullable String key,
            @Context HttpServerRequest http,
            @Context RoutingContext context,
            byte[] body)
            throws InterruptedException {
        JsonBody.requireJson(http, body);
        String user = caller.get().userId();
        try (Idempotency.Claim claim = idempotency.claim(user, key, "POST /v1/sessions/start", body)) {
            Response replay = claim.replay();
            if (replay != null) {
                return replay;
            }
            SessionConfig config = SessionConfig.of(json.read(body, StartRequest.class), sessions.usualDriver());
            Session session = sessions.start(user, config);
            if (key == null && context.response().closed()) {
                // Nobody would ever learn its id.
                sessions.stop(session);
            }
            StartAnswer started =
                    new StartAnswer(session.id(), session.anyDriver().id(), "created", config.warnings());
            claim.keepAlone(Response.Status.OK.getStatusCode(), started);
            Response.ResponseBuilder answer = Response.ok(started);
            return (config.deprecated() ? answer.header("Deprecation", "true") : answer).build();
        }
    }

    @GET
    @Needs(Scope.SESSIONS_READ)
    public SessionList list() throws InterruptedException {
        List<SessionInfo> here =
                sessions.list(caller.get()).stream().map(SessionInfo::of).toList();
        return caller.isHandedOn() ? new SessionList(here, List.of()) : elsewhere.with(here, caller.get());
    }

    @GET
    @Path("{id}")
    @Needs(Scope.SESSIONS_READ)
    public SessionInfo get(@PathParam("id") String id) {
        return SessionInfo.of(sessions.get(caller.get(), id));
    }

    @GET
    @Path("{id}/workflow")
    @Produces("application/yaml")
    @Needs(Scope.SESSIONS_READ)
    public String workflow(@PathParam("id") String id) {
        return SessionWorkflow.of(sessions.get(caller.get(), id));
    }

    @DELETE
    @Path("{id}/stop")
    @Needs(Scope.SESSIONS_WRITE)
    public StopAnswer stop(@PathParam("id") String id) {
        sessions.stop(sessions.get(caller.get(), id));
        return new StopAnswer("terminated");
    }

    @POST
    @Path("{id}/action")
    @Consumes(MediaType.APPLICATION_JSON)
    @Needs(Scope.SESSIONS_WRITE)
    public ActionAnswer act(@PathParam("id") String id, @Context RoutingContext context, byte[] body)
            throws InterruptedException {
        Session session = sessions.get(caller.get(), id);
        ActionRequest request = json.read(body, ActionRequest.class);
        if (!"keyword".equals(request.mode()) || request.keyword() == null) {
            throw new SessionException(ErrorCode.E0403, "only `\"mode\": \"keyword\"` with a `keyword` is supported");
        }
        Object parameters = request.params() == null || request.params().isNull()
                ? List.of()
                : mapper.convertValue(request.params(), Object.class);
        Templates templates = Templates.of(request.templateImages() == null ? Map.of() : request.templateImages());
        Session.Execution execution =
                session.call(request.keyword(), parameters, sessions.limits(request.timeout()), templates);
        cancelWhenNobodyWaits(context, session, execution);
        return ActionAnswer.of(execution.executionId(), execution.result());
    }

    private static void cancelWhenNobodyWaits(RoutingContext context, Session session, Session.Execution execution) {
        context.addEndHandler(ended -> {
            if (ended.failed()) {
                session.cancel(
                        execution.task(), new SessionException(ErrorCode.E0704, "its caller did not wait for it"));
            }
        });
    }
}
