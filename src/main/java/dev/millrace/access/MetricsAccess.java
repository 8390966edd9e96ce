package dev.millrace.access;

import dev.millrace.http.ProblemAnswers;
import dev.millrace.http.ProblemException;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * Lets {@code /metrics} be read from this machine by anybody, and from elsewhere with any good credential: they name no
 * users and no workflows' content, but tell how busy the server is. What comes through a proxy comes from elsewhere.
 */
@Singleton
final class MetricsAccess {
    /** After what every request passes through, before all routes. */
    private static final int ORDER = -1;

    private final Authentication authentication;
    private final ProblemAnswers answers;

    MetricsAccess(Authentication authentication, ProblemAnswers answers) {
        this.authentication = authentication;
        this.answers = answers;
    }

    /** By the router, so that whatever it takes for this path is checked. */
    void register(@Observes Router router) {
        router.route("/metrics*").order(ORDER).blockingHandler(this::check, false);
    }

    private void check(RoutingContext context) {
        HttpServerRequest request = context.request();
        try {
            if (!isLocal(request) && authentication.caller(request).isEmpty()) {
                throw Authentication.missing(request);
            }
            context.next();
        } catch (ProblemException e) {
            answers.refuse(context, e);
        }
    }

    private boolean isLocal(HttpServerRequest request) {
        return authentication.address(request).isLoopbackAddress()
                && !request.headers().contains("X-Forwarded-For")
                && !request.headers().contains("Forwarded");
    }
}
