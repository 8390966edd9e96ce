package dev.millrace.access;

import dev.millrace.http.CallerName;
import dev.millrace.http.ProblemException;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ResourceInfo;
import java.lang.reflect.Method;
import java.util.Optional;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Lets requests through to resources: first who calls, then how much, then whether the caller may do this. What is
 * needed is said by the method that is called, with {@link Needs}, {@link AnyCaller}, {@link Open} or {@link NodesOnly};
 * one that says nothing is closed to everybody. It runs on the request's own thread and may wait. A path that does not exist is
 * answered before.
 */
final class AccessFilter {
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
        Method method = resource.getResourceMethod();
        if (method.isAnnotationPresent(Open.class)) {
            return;
        }
        if (method.isAnnotationPresent(NodesOnly.class)) {
            authentication.requireNode(request);
            return;
        }
        boolean handedOn = NodePasses.isIn(request);
        Optional<Caller> caller = authentication.caller(request);
        if (!handedOn) {
            String path = context.getUriInfo().getPath();
            limits.count(countedAs(caller, request), context.getMethod(), path, request.response());
        }
        Caller known = caller.orElseThrow(() -> Authentication.missing(request));
        current.become(known, handedOn);
        CallerName.tell(known.userId());
        Needs needs = method.getAnnotation(Needs.class);
        if (needs != null) {
            requireScope(needs.value(), request);
        } else if (!method.isAnnotationPresent(AnyCaller.class)) {
            throw new IllegalStateException(method + " does not say who may call it");
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

    private String countedAs(Optional<Caller> caller, HttpServerRequest request) {
        return caller.map(Caller::countedAs).orElseGet(() -> Caller.countedAs(authentication.address(request)));
    }
}
