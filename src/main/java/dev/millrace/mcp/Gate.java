package dev.millrace.mcp;

import dev.millrace.access.Admission;
import dev.millrace.access.Caller;
import dev.millrace.config.Settings;
import dev.millrace.http.Failures;
import dev.millrace.http.ProblemAnswers;
import dev.millrace.http.ProblemException;
import dev.millrace.http.RequestIds;
import dev.millrace.mcp.ClientSessions.ClientSession;
import io.quarkiverse.mcp.server.runtime.McpMessageHandler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/**
 * Lets requests through to the endpoint of MCP, as REST lets them through to resources: with the same credentials and
 * limits, and the same problems for those that it refuses. Behind it, every session belongs to the user who has begun
 * it, and every message is one.
 */
@Singleton
final class Gate {
    static final String PATH = "/mcp";
    static final String SESSION = "Mcp-Session-Id";
    private static final String VERSION = "Mcp-Protocol-Version";
    private static final String JSON = "application/json";
    private static final String EVENTS = "text/event-stream";

    /** After what every request passes through, before the endpoint's own routes. */
    private static final int ORDER = -10;

    private final Admission admission;
    private final ClientSessions sessions;
    private final Reception reception;
    private final ProblemAnswers answers;
    private final long bodyLimit;

    Gate(Admission admission, ClientSessions sessions, Reception reception, ProblemAnswers answers, Settings settings) {
        this.admission = admission;
        this.sessions = sessions;
        this.reception = reception;
        this.answers = answers;
        this.bodyLimit = settings.api().maxBody();
    }

    /** By the router, so that whatever it takes for this path is checked. */
    void register(@Observes Router router) {
        router.route(PATH + "*").order(ORDER).handler(this::know).failureHandler(this::fail);
        router.route(PATH).order(ORDER + 1).blockingHandler(this::admit, false);
        router.post(PATH)
                .order(ORDER + 2)
                .handler(BodyHandler.create(false).setBodyLimit(bodyLimit))
                .blockingHandler(reception::receive, false);
    }

    /** The extension also serves an older transport below the path, which is not for us. */
    private void know(RoutingContext context) {
        String path = context.normalizedPath();
        if (path.startsWith(PATH + "/")) {
            throw ProblemException.of(
                    404, "not-found", "Nothing is here", "MCP is served at /mcp only, as Streamable HTTP.");
        }
        context.next();
    }

    private void admit(RoutingContext context) {
        HttpServerRequest request = context.request();
        Caller caller = admission.admit(request);
        requireMethod(context);
        requireAccepted(request);
        requireKnownVersion(request);
        requireSession(context, caller);
        new Admitted(caller, RequestIds.of(request), Optional.empty()).putInto(context);
        context.addHeadersEndHandler(_ -> {
            String begun = context.response().headers().get(SESSION);
            if (begun != null) {
                sessions.open(begun, caller);
            }
        });
        context.next();
    }

    private static void requireMethod(RoutingContext context) {
        HttpMethod method = context.request().method();
        if (!List.of(HttpMethod.POST, HttpMethod.GET, HttpMethod.DELETE).contains(method)) {
            context.response().putHeader("Allow", "DELETE, GET, OPTIONS, POST");
            throw ProblemException.of(
                    405, "method-not-allowed", "This method does not work here", "/mcp takes POST, GET and DELETE.");
        }
    }

    /** An answer may be a document or a stream, as the server decides; so the protocol wants both to be accepted. */
    private static void requireAccepted(HttpServerRequest request) {
        List<String> wanted =
                switch (request.method().name()) {
                    case "POST" -> List.of(JSON, EVENTS);
                    case "GET" -> List.of(EVENTS);
                    default -> List.of();
                };
        String accept = String.join(",", request.headers().getAll("Accept"));
        if (!wanted.stream().allMatch(accept::contains)) {
            throw ProblemException.of(
                    406,
                    "not-acceptable",
                    "Not available in a form that the Accept header allows",
                    "Send `Accept: %s`.".formatted(String.join(", ", wanted)));
        }
    }

    private static void requireKnownVersion(HttpServerRequest request) {
        String version = request.getHeader(VERSION);
        if (version != null && !McpMessageHandler.SUPPORTED_PROTOCOL_VERSIONS.contains(version)) {
            throw ProblemException.unreadable("The server speaks these revisions of MCP: %s."
                    .formatted(String.join(", ", McpMessageHandler.SUPPORTED_PROTOCOL_VERSIONS)));
        }
    }

    private void requireSession(RoutingContext context, Caller caller) {
        HttpMethod method = context.request().method();
        String id = context.request().getHeader(SESSION);
        if (id != null) {
            ClientSession session = sessions.require(id, caller);
            if (method.equals(HttpMethod.GET)) {
                context.response().putHeader("Cache-Control", "no-store").putHeader("X-Accel-Buffering", "no");
                session.hold(context);
            } else if (method.equals(HttpMethod.DELETE)) {
                context.addEndHandler(_ -> sessions.end(session));
            }
        } else if (!method.equals(HttpMethod.POST)) {
            throw missingSession();
        }
    }

    /** For everything but the request that begins a session. */
    static ProblemException missingSession() {
        return ProblemException.unreadable("The header Mcp-Session-Id is missing: send the `initialize` request first,"
                + " and the header of its answer with all others.");
    }

    private void fail(RoutingContext context) {
        if (context.response().headWritten()) {
            context.response().reset();
            return;
        }
        Throwable failure = context.failure();
        String what = context.request().method() + " " + PATH;
        answers.refuse(
                context,
                failure == null || context.statusCode() == 413
                        ? refusal(context.statusCode())
                        : Failures.problem(failure, what));
    }

    private static ProblemException refusal(int status) {
        return switch (status) {
            case 404 -> ClientSessions.unknown();
            case 413 ->
                ProblemException.of(
                        413,
                        "body-too-large",
                        "The request body is too large",
                        "It is longer than api.max_body allows.");
            default -> ProblemException.unreadable("The request is not one of MCP's Streamable HTTP.");
        };
    }
}
