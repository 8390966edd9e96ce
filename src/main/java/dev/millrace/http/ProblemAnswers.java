package dev.millrace.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import java.io.UncheckedIOException;

/** Answers requests that are refused before any resource is reached. Thread-safe. */
@Singleton
public final class ProblemAnswers {
    private final ObjectMapper mapper;

    ProblemAnswers(ObjectMapper mapper) {
        this.mapper = mapper;
    }

    /** Ends the request with a problem. */
    public void refuse(RoutingContext context, ProblemException problem) {
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

    /**
     * Ends the request with a problem, and an HTTP/1 connection at once: where this request ends is not clear, so what
     * has come behind it may be a part of it, and must not be served as a request.
     */
    void refuseAndHangUp(RoutingContext context, ProblemException problem) {
        if (context.request().version() == HttpVersion.HTTP_2) {
            refuse(context, problem);
            return;
        }
        Buffer body = Buffer.buffer(json(problem.problem(RequestIds.of(context.request()))));
        var _ = context.response()
                .setStatusCode(problem.status())
                .putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE)
                .putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length()))
                .putHeader("Connection", "close")
                .write(body);
        // An answer that is ended lets the next request in before the connection is closed.
        var _ = context.request().connection().close();
    }

    private String json(Problem problem) {
        try {
            return mapper.writeValueAsString(problem);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
