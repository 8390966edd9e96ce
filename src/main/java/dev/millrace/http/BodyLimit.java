package dev.millrace.http;

import dev.millrace.config.Settings;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.List;

/**
 * Refuses a body whose end is not clear, so that none of it can pass for another request (RFC 9112, section 6.3), and
 * one that says it is too long, before any of it is read. One that does not say its length is cut off by the HTTP
 * server at the same limit.
 */
@Singleton
final class BodyLimit {
    private final ProblemAnswers answers;
    private final long limit;

    BodyLimit(ProblemAnswers answers, Settings settings) {
        this.answers = answers;
        this.limit = settings.api().maxBody();
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, FilterOrder.BODY_LIMIT);
    }

    private void check(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (hasNoEnd(request)) {
            answers.refuseAndHangUp(
                    context, ProblemException.unreadable("Transfer-Encoding must be `chunked`, if it is there."));
            return;
        }
        if (length(request) <= limit) {
            context.next();
            return;
        }
        answers.refuseWithBody(
                context,
                ProblemException.of(
                        413,
                        "body-too-large",
                        "The request body is too large",
                        "The body has %s bytes; at most %d are taken (api.max_body)."
                                .formatted(request.getHeader(HttpHeaders.CONTENT_LENGTH), limit)));
    }

    private static boolean hasNoEnd(HttpServerRequest request) {
        List<String> codings = request.headers().getAll("Transfer-Encoding");
        return !codings.isEmpty()
                && !(codings.size() == 1
                        && "chunked".equalsIgnoreCase(codings.getFirst().strip()));
    }

    private static long length(HttpServerRequest request) {
        String header = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        try {
            return header == null ? 0 : Long.parseLong(header);
        } catch (NumberFormatException _) {
            return 0;
        }
    }
}
