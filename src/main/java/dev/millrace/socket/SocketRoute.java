package dev.millrace.socket;

import dev.millrace.access.Admission;
import dev.millrace.access.Caller;
import dev.millrace.access.NodePasses;
import dev.millrace.http.Failures;
import dev.millrace.http.ProblemAnswers;
import dev.millrace.http.ProblemException;
import dev.millrace.http.RequestIds;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/** {@code GET /ws}: lets a caller in, then makes a WebSocket of the request's connection (RFC 6455, section 4). */
@Singleton
final class SocketRoute {
    static final String PATH = "/ws";
    private static final Logger LOG = Logger.getLogger(SocketRoute.class);

    /** After what every request passes through, before all routes. */
    private static final int ORDER = -1;

    private static final String VERSION = "13";

    /** 16 bytes in base64. */
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9+/]{22}==");

    private static final String CALLER = "millrace.socket.caller";

    private final Admission admission;
    private final Sockets sockets;
    private final ProblemAnswers answers;

    SocketRoute(Admission admission, Sockets sockets, ProblemAnswers answers) {
        this.admission = admission;
        this.sockets = sockets;
        this.answers = answers;
    }

    void register(@Observes Router router) {
        router.get(PATH).order(ORDER).blockingHandler(this::admit, false).handler(this::upgrade);
    }

    private void admit(RoutingContext context) {
        HttpServerRequest request = context.request();
        try {
            Caller caller = admission.admit(request);
            requireUpgrade(request);
            sockets.requireRoom(caller);
            context.put(CALLER, caller);
        } catch (RuntimeException e) {
            refuse(context, Failures.problem(e, "GET /ws"));
            return;
        }
        context.next();
    }

    private void refuse(RoutingContext context, ProblemException problem) {
        HttpServerResponse response = context.response();
        switch (problem.status()) {
            case 426 ->
                response.putHeader("Upgrade", "websocket")
                        .putHeader("Connection", "Upgrade")
                        .putHeader("Sec-WebSocket-Version", VERSION);
            case 503 -> response.putHeader("Retry-After", "1");
            default -> {}
        }
        answers.refuse(context, problem);
    }

    /** What the framework would refuse as well, but without saying what is wrong in the form of this API. */
    private static void requireUpgrade(HttpServerRequest request) {
        String connection = Objects.requireNonNullElse(request.getHeader("Connection"), "");
        if (request.version() != HttpVersion.HTTP_1_1
                || !"websocket".equalsIgnoreCase(request.getHeader("Upgrade"))
                || !connection.toLowerCase(Locale.ROOT).contains("upgrade")
                || !VERSION.equals(request.getHeader("Sec-WebSocket-Version"))) {
            throw ProblemException.of(
                    426,
                    "upgrade-required",
                    "Only WebSockets are spoken here",
                    "Open it as a WebSocket of version 13 over HTTP/1.1 (RFC 6455); docs/websocket.md and /asyncapi.yaml say what to send.");
        }
        String key = Objects.requireNonNullElse(request.getHeader("Sec-WebSocket-Key"), "");
        if (!KEY.matcher(key).matches()) {
            throw ProblemException.unreadable("The header Sec-WebSocket-Key must be 16 bytes in base64.");
        }
    }

    private void upgrade(RoutingContext context) {
        HttpServerRequest request = context.request();
        Caller caller = Objects.requireNonNull(context.<Caller>get(CALLER));
        Sockets.Opening opening = new Sockets.Opening(caller, RequestIds.of(request), NodePasses.isIn(request));
        HttpConnection transport = request.connection();
        request.toWebSocket()
                .onSuccess(socket -> sockets.begin(socket, transport, opening))
                .onFailure(failure -> LOG.debugf("No socket came of a request: %s", failure.getMessage()));
    }
}
