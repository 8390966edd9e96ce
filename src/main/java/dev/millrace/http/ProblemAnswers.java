package dev.millrace.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import java.io.UncheckedIOException;

/** Answers requests that are refused before any resource is reached. Thread-safe. */
@Singleton
final class ProblemAnswers {
    private final ObjectMapper mapper;

    ProblemAnswers(ObjectMapper mapper) {
        this.mapper = mapper;
    }

    /** Ends the request with a problem. */
    void refuse(RoutingContext context, ProblemException problem) {
        context.response()
                .setStatusCode(problem.status())
                .putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE)
                .end(json(problem.problem(RequestIds.of(context.request()))));
    }

    /**
     * Ends the request with a problem, and its connection: what follows there is a body that nobody reads. In HTTP/2
     * other requests go on beside it.
     */
    void refuseWithBody(RoutingContext context, ProblemException problem) {
        if (context.request().version() != HttpVersion.HTTP_2) {
            context.response().putHeader("Connection", "close");
        }
        refuse(context, problem);
    }

    private String json(Problem problem) {
        try {
            return mapper.writeValueAsString(problem);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
