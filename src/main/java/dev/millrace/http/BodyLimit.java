package dev.millrace.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.config.Settings;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import java.io.UncheckedIOException;

/**
 * Refuses a body that says it is too long before any of it is read. One that does not say its length is cut off by the
 * HTTP server at the same limit.
 */
@Singleton
final class BodyLimit {
    private static final int EARLY = 900;

    private final ObjectMapper mapper;
    private final long limit;

    BodyLimit(ObjectMapper mapper, Settings settings) {
        this.mapper = mapper;
        this.limit = settings.api().maxBody();
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, EARLY);
    }

    private void check(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (length(request) <= limit) {
            context.next();
            return;
        }
        ProblemException problem = ProblemException.of(
                413,
                "body-too-large",
                "The request body is too large",
                "The body has %s bytes; at most %d are taken (api.max_body)."
                        .formatted(request.getHeader(HttpHeaders.CONTENT_LENGTH), limit));
        context.response()
                .setStatusCode(problem.status())
                .putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE)
                // What follows on this connection is the body that nobody reads.
                .putHeader("Connection", "close")
                .end(json(problem.problem(RequestIds.of(request))));
    }

    private static long length(HttpServerRequest request) {
        String header = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        try {
            return header == null ? 0 : Long.parseLong(header);
        } catch (NumberFormatException _) {
            return 0;
        }
    }

    private String json(Problem problem) {
        try {
            return mapper.writeValueAsString(problem);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
