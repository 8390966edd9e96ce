package dev.millrace.access;

import dev.millrace.http.CallerName;
import dev.millrace.http.ProblemException;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import java.time.Clock;

/**
 * Lets in what is no request for a resource, as {@link AccessFilter} does for those: the request that opens a lasting
 * connection, and then what comes over it. Thread-safe.
 */
@Singleton
public final class Admission {
    private static final int TOO_MANY_REQUESTS = 429;

    private final Authentication authentication;
    private final RateLimits limits;
    private final AuditLog audit;
    private final Clock clock;

    Admission(Authentication authentication, RateLimits limits, AuditLog audit, Clock clock) {
        this.authentication = authentication;
        this.limits = limits;
        this.audit = audit;
        this.clock = clock;
    }

    /** What something that comes over a connection costs a caller of what there may be in a minute. */
    public enum Cost {
        /** Nothing. */
        NOTHING,
        /** As much as a request. */
        REQUEST,
        /** As much as a request that begins work which goes on after its answer. */
        START
    }

    /**
     * Who makes a request. It is counted, unless another server hands it on, and what is left is told in its answer. It
     * may wait for the database.
     *
     * @throws ProblemException 401 when the caller is not known or the credential not good, 400 for several, 429 for too
     *     many, 503 when a token cannot be checked at the moment
     */
    public Caller admit(HttpServerRequest request) {
        Caller caller = authentication.caller(request).orElseThrow(() -> unknown(request));
        if (!NodePasses.isIn(request)) {
            count(caller, request);
        }
        CallerName.tell(caller.userId());
        return caller;
    }

    private ProblemException unknown(HttpServerRequest request) {
        limits.count(
                Caller.countedAs(authentication.address(request)),
                request.method().name(),
                String.valueOf(request.path()),
                request.response());
        return Authentication.missing(request);
    }

    private void count(Caller caller, HttpServerRequest request) {
        limits.count(caller.countedAs(), request.method().name(), String.valueOf(request.path()), request.response());
    }

    /** Counts what came over a connection. Throws a 429 when it is too much. */
    public void count(Caller caller, Cost cost) {
        if (cost != Cost.NOTHING) {
            limits.count(caller.countedAs(), cost == Cost.START);
        }
    }

    /** Counts work that an admitted request starts, where its path does not tell. Throws a 429. */
    public void countStart(Caller caller, HttpServerRequest request) {
        limits.countStart(caller.countedAs(), request.response());
    }

    /**
     * Whether the caller's credential would still be good now: it has not expired, and was neither deleted nor replaced. A
     * change that was made on another node is seen within a second. It may wait for the database.
     */
    public boolean isStillKnown(Caller caller) {
        return authentication.isStillKnown(caller);
    }

    /**
     * Writes down what a caller did over a connection, as requests that change something are. What went beyond a limit is
     * left out: nobody can fill the disk with it.
     *
     * @param requestId of the request that opened the connection
     * @param action what was to be done, such as {@code run} on a socket
     * @param target the path of what was changed, or made
     * @param status what came of it, by HTTP
     */
    public void record(Caller caller, String requestId, String action, String target, int status) {
        if (status != TOO_MANY_REQUESTS) {
            audit.record(new AuditEntry(
                    clock.millis(),
                    caller.userId(),
                    caller.credential(),
                    caller.address(),
                    requestId,
                    action,
                    target,
                    status));
        }
    }
}
