package dev.millrace.access;

import dev.millrace.http.RequestIds;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ResourceInfo;
import java.lang.reflect.Method;
import java.net.URI;
import java.time.Clock;
import java.util.Set;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;
import org.jspecify.annotations.Nullable;

/**
 * Writes down every request that was let in to change something, with what came of it. Requests beyond a limit are left
 * out: nobody can fill the disk with them. So are those that another server hands on, which writes them down itself.
 */
final class AuditFilter {
    private static final Set<String> CHANGING = Set.of("POST", "PUT", "PATCH", "DELETE");
    private static final int TOO_MANY_REQUESTS = 429;

    private final AuditLog audit;
    private final CurrentCaller current;
    private final Clock clock;

    AuditFilter(AuditLog audit, CurrentCaller current, Clock clock) {
        this.audit = audit;
        this.current = current;
        this.clock = clock;
    }

    @ServerResponseFilter
    void write(
            ContainerRequestContext request,
            ContainerResponseContext response,
            HttpServerRequest http,
            @Nullable ResourceInfo resource) {
        Method method = resource == null ? null : resource.getResourceMethod();
        if (method == null
                || !CHANGING.contains(request.getMethod())
                || response.getStatus() == TOO_MANY_REQUESTS
                || !current.isKnown()
                || current.isHandedOn()) {
            return;
        }
        Caller caller = current.get();
        audit.record(new AuditEntry(
                clock.millis(),
                caller.userId(),
                caller.credential(),
                caller.address(),
                RequestIds.of(http),
                request.getMethod() + " " + route(method),
                target(request, response.getLocation()),
                response.getStatus()));
    }

    /** The path of a method with names for its variable parts. */
    private static String route(Method method) {
        Path own = method.getAnnotation(Path.class);
        String root = method.getDeclaringClass().getAnnotation(Path.class).value();
        return own == null ? root : root + "/" + own.value();
    }

    private static String target(ContainerRequestContext request, @Nullable URI made) {
        return made == null ? request.getUriInfo().getPath() : made.getPath();
    }
}
