package dev.millrace.access;

import dev.millrace.http.CallerName;
import dev.millrace.http.ProblemException;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ResourceInfo;
import java.util.List;
import java.util.Optional;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Lets requests through to resources: first who calls, then how much, then whether the caller may do this. It runs on
 * the request's own thread and may wait. A path that does not exist is answered before.
 */
final class AccessFilter {
    /** Where a caller must be known so far. Elsewhere, who brings no credential along is the user {@code local}. */
    private static final List<String> CLOSED = List.of("/v1/api-keys", "/v1/me", "/v1/tickets", "/v1/admin");

    private final Authentication authentication;
    private final RateLimits limits;
    private final CurrentCaller current;

    AccessFilter(Authentication authentication, RateLimits limits, CurrentCaller current) {
        this.authentication = authentication;
        this.limits = limits;
        this.current = current;
    }

    @ServerRequestFilter(priority = Priorities.AUTHENTICATION)
    void admit(ContainerRequestContext context, HttpServerRequest request, ResourceInfo resource) {
        String path = context.getUriInfo().getPath();
        Optional<Caller> caller = authentication.caller(request);
        if (caller.isEmpty() && !isClosed(path)) {
            current.become(Caller.local(authentication.address(request).getHostAddress()));
            return;
        }
        limits.count(countedAs(caller, request), context.getMethod(), path, request.response());
        Caller known = caller.orElseThrow(() -> Authentication.missing(request));
        current.become(known);
        CallerName.tell(known.userId());
        Needs needs = resource.getResourceMethod().getAnnotation(Needs.class);
        if (needs != null) {
            requireScope(needs.value(), request);
        }
    }

    private void requireScope(Scope scope, HttpServerRequest request) {
        try {
            current.get().require(scope);
        } catch (ProblemException e) {
            request.response()
                    .putHeader(
                            "WWW-Authenticate",
                            "Bearer realm=\"millrace\", error=\"insufficient_scope\", scope=\"" + scope.wire() + "\"");
            throw e;
        }
    }

    /** A user is counted over all credentials and addresses, and who is not known by the address. */
    private String countedAs(Optional<Caller> caller, HttpServerRequest request) {
        return caller.filter(known -> known.credential().kind() != Credential.Kind.NONE)
                .map(known -> "user " + known.userId())
                .orElseGet(() -> "address " + ClientAddress.counted(authentication.address(request)));
    }

    private static boolean isClosed(String path) {
        return CLOSED.stream().anyMatch(prefix -> path.equals(prefix) || path.startsWith(prefix + "/"));
    }
}
