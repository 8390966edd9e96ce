package dev.millrace.session;

import dev.millrace.http.ProblemMappers;
import dev.millrace.session.error.SessionException;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Makes what fails in a session the answer to the request that it fails for. */
public final class SessionFailures {
    private final ProblemMappers problems;

    SessionFailures(ProblemMappers problems) {
        this.problems = problems;
    }

    @ServerExceptionMapper
    public Response problem(SessionException failure, HttpServerRequest request) {
        return problems.problem(failure.problem(), request);
    }
}
