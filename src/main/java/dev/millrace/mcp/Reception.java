package dev.millrace.mcp;

import dev.millrace.access.Admission;
import dev.millrace.http.Failures;
import dev.millrace.workflow.WorkflowDirectory.Offer;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.impl.RoutingContextInternal;
import jakarta.inject.Singleton;
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Takes the messages of clients. What differs from caller to caller is answered here, since the extension has one set of
 * tools and resources for all: lists, and which workflow a tool's name stands for. Everything else goes on to it.
 */
@Singleton
final class Reception {
    private static final String JSON = "application/json";

    /** The notifications that mean something here. */
    private static final Set<String> NOTIFICATIONS = Set.of(
            "notifications/initialized",
            "notifications/cancelled",
            "notifications/progress",
            "notifications/roots/list_changed");

    private final Admission admission;
    private final Toolbox toolbox;
    private final Offerings offerings;
    private final Library library;
    private final ClientSessions sessions;

    Reception(Admission admission, Toolbox toolbox, Offerings offerings, Library library, ClientSessions sessions) {
        this.admission = admission;
        this.toolbox = toolbox;
        this.offerings = offerings;
        this.library = library;
        this.sessions = sessions;
    }

    void receive(RoutingContext context) {
        try {
            Buffer body = Objects.requireNonNullElseGet(context.body().buffer(), Buffer::buffer);
            switch (RpcMessage.read(body)) {
                case RpcMessage.Request request -> receive(context, request);
                case RpcMessage.Notification notification -> {
                    requireSession(context);
                    if (NOTIFICATIONS.contains(notification.method())) {
                        context.next();
                    } else {
                        context.response().setStatusCode(202).end();
                    }
                }
                case RpcMessage.Answer _ -> {
                    requireSession(context);
                    context.next();
                }
            }
        } catch (RpcException e) {
            answer(context, e.httpStatus(), e.json());
        }
    }

    private void receive(RoutingContext context, RpcMessage.Request request) {
        if (!request.method().equals("initialize")) {
            requireSession(context);
        }
        Optional<Object> own =
                switch (request.method()) {
                    case "tools/list", "resources/list", "resources/subscribe", "resources/unsubscribe" ->
                        Optional.of(result(context, request));
                    case "tools/call" -> {
                        prepareCall(context, request);
                        yield Optional.empty();
                    }
                    default -> Optional.empty();
                };
        own.ifPresentOrElse(
                result -> answer(
                        context,
                        200,
                        new JsonObject()
                                .put("jsonrpc", "2.0")
                                .put("id", request.id())
                                .put("result", result)),
                () -> {
                    ((RoutingContextInternal) context).setBody(request.json().toBuffer());
                    context.next();
                });
    }

    private Object result(RoutingContext context, RpcMessage.Request request) {
        Admitted admitted = Admitted.in(context);
        JsonObject params = request.params();
        String session = context.request().getHeader(Gate.SESSION);
        try {
            return switch (request.method()) {
                case "tools/list" -> offerings.tools(admitted.caller(), params.getString("cursor"));
                case "resources/list" -> library.list(admitted.caller(), params.getString("cursor"));
                case "resources/subscribe" -> {
                    library.requireWatchable(admitted.caller(), params.getString("uri"));
                    sessions.require(session, admitted.caller()).subscribe(params.getString("uri"));
                    yield new JsonObject();
                }
                default -> {
                    sessions.require(session, admitted.caller()).unsubscribe(params.getString("uri"));
                    yield new JsonObject();
                }
            };
        } catch (RuntimeException e) {
            throw RpcException.of(request.id(), Failures.problem(e, request.method()));
        }
    }

    /** Finds the workflow that a name stands for, and counts what begins work. */
    private void prepareCall(RoutingContext context, RpcMessage.Request request) {
        Admitted admitted = Admitted.in(context);
        String name = request.params().getString("name");
        if (!toolbox.has(name)) {
            Offer offer = offer(admitted, request, name);
            admitted.calling(offer).putInto(context);
            request.params().put("name", WorkflowTool.NAME);
        }
        withoutNulls(request.params());
        if (toolbox.startsWork(name)) {
            admission.countStart(admitted.caller(), context.request());
        }
    }

    private Offer offer(Admitted admitted, RpcMessage.Request request, String name) {
        try {
            return offerings
                    .find(admitted.caller(), name)
                    .orElseThrow(() -> RpcException.invalidParams(
                            request.id(),
                            "There is no tool `%s` for you; tools/list has those that there are.".formatted(name)));
        } catch (RpcException e) {
            throw e;
        } catch (RuntimeException e) {
            throw RpcException.of(request.id(), Failures.problem(e, "tools/call"));
        }
    }

    /** Null counts as not given. */
    private static void withoutNulls(JsonObject params) {
        JsonObject arguments = params.getJsonObject("arguments");
        if (arguments == null) {
            return;
        }
        for (String name : new HashSet<>(arguments.fieldNames())) {
            if (arguments.getValue(name) == null) {
                arguments.remove(name);
            }
        }
    }

    private static void requireSession(RoutingContext context) {
        if (context.request().getHeader(Gate.SESSION) == null) {
            throw Gate.missingSession();
        }
    }

    private static void answer(RoutingContext context, int status, JsonObject json) {
        Buffer body = json.toBuffer();
        context.response().setStatusCode(status).putHeader("Content-Type", JSON).end(body);
    }
}
