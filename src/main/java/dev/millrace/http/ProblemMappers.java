package dev.millrace.http;

import dev.millrace.store.ChangeTooLarge;
import dev.millrace.store.StoreUnavailable;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jboss.resteasy.reactive.server.core.multipart.FormData;

/** The one place where a failure becomes an answer. */
public final class ProblemMappers {
    private static final Logger LOG = Logger.getLogger(ProblemMappers.class);

    /** What the framework refuses before a resource is reached, by HTTP status. */
    private static final Map<Integer, String[]> REFUSALS = Map.of(
            400, new String[] {"unreadable", "The request cannot be read"},
            404, new String[] {"not-found", "Nothing is here"},
            405, new String[] {"method-not-allowed", "This method does not work here"},
            406, new String[] {"not-acceptable", "Not available in a form that the Accept header allows"},
            413, new String[] {"body-too-large", "The request body is too large"},
            415, new String[] {"unsupported-media-type", "The request body is of a type that is not taken here"});

    private final AllowedMethods allowed;

    ProblemMappers(AllowedMethods allowed) {
        this.allowed = allowed;
    }

    @ServerExceptionMapper
    public Response problem(ProblemException exception, HttpServerRequest request) {
        Problem problem = exception.problem(RequestIds.of(request));
        return Response.status(problem.status())
                .type(Problem.MEDIA_TYPE)
                .entity(problem)
                .build();
    }

    @ServerExceptionMapper
    public Response unavailable(StoreUnavailable exception, HttpServerRequest request) {
        return failure(exception, request);
    }

    @ServerExceptionMapper
    public Response tooLarge(ChangeTooLarge exception, HttpServerRequest request) {
        return failure(exception, request);
    }

    private Response failure(Throwable failure, HttpServerRequest request) {
        ProblemException problem = Failures.problem(failure, request.method() + " " + request.path());
        Response response = problem(problem, request);
        return problem.status() == 503
                ? Response.fromResponse(response)
                        .header(HttpHeaders.RETRY_AFTER, 1)
                        .build()
                : response;
    }

    @ServerExceptionMapper
    public Response refused(WebApplicationException exception, HttpServerRequest request) {
        Response answer = exception.getResponse();
        int status = answer.getStatus();
        if (status < 400) {
            return answer;
        }
        Set<String> methods = allowed.of(Objects.requireNonNullElse(request.path(), ""));
        if (status == 405 || isOfOtherMethods(status, methods, request)) {
            return Response.fromResponse(refusal(405, request))
                    .header(HttpHeaders.ALLOW, String.join(", ", methods))
                    .build();
        }
        return status >= 500 ? unexpected(exception, request) : refusal(status, request);
    }

    /** The router answers 404 when the class that has the path has no method for the request's. */
    private static boolean isOfOtherMethods(int status, Set<String> methods, HttpServerRequest request) {
        return status == 404
                && !methods.isEmpty()
                && !methods.contains(request.method().name());
    }

    private Response refusal(int status, HttpServerRequest request) {
        String[] known = REFUSALS.getOrDefault(status, new String[] {"refused", "The request was refused"});
        String detail = request.method() + " " + request.path() + ": " + hint(status, request);
        return problem(ProblemException.of(status, known[0], known[1], detail), request);
    }

    /** Only reading a request's body fails so: it broke off, or is not what its headers say. */
    @ServerExceptionMapper
    public Response brokenBody(IOException exception, HttpServerRequest request) {
        LOG.debugf(exception, "The body of %s %s could not be read", request.method(), request.path());
        return problem(
                ProblemException.unreadable("The body broke off, or is not what its Content-Type says."), request);
    }

    @ServerExceptionMapper
    public Response unexpected(Throwable exception, HttpServerRequest request) {
        if (isOfFormReader(exception)) {
            return problem(
                    ProblemException.of(
                            413,
                            "body-too-large",
                            "The request body is too large",
                            "The form has more parts than the server takes; send only those that it asks for."),
                    request);
        }
        return failure(exception, request);
    }

    /** The framework says with a bare RuntimeException that a form has too many parts. */
    private static boolean isOfFormReader(Throwable exception) {
        StackTraceElement[] trace = exception.getStackTrace();
        return trace.length > 0 && trace[0].getClassName().equals(FormData.class.getName());
    }

    private static String hint(int status, HttpServerRequest request) {
        return switch (status) {
            case 404 -> "there is no such path; /docs lists what there is.";
            case 405 -> "the path exists, but not with this method; /docs lists the methods.";
            case 406 -> "see /docs for the types that this path can answer with.";
            case 415 ->
                "`Content-Type: " + request.getHeader(HttpHeaders.CONTENT_TYPE)
                        + "` is not taken here; send application/json, or what /docs names.";
            default -> "see /docs for what it takes.";
        };
    }
}
