package dev.millrace.http;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Objects;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Writes a line for each request when it has ended, to the log {@code access}. Probes come every few seconds and say
 * nothing new: they are written at DEBUG, where lines also show the path as it was sent.
 */
@Singleton
final class AccessLog {
    private static final Logger LOG = Logger.getLogger("access");

    private static final List<String> PROBES = List.of("/health", "/metrics");

    private static final int SWITCHING_PROTOCOLS = 101;

    /** What is served outside of the API's routes. */
    private static final List<String> PAGES = List.of("/docs", "/webjars");

    private final AllowedMethods described;

    AccessLog(AllowedMethods described) {
        this.described = described;
    }

    void register(@Observes Filters filters) {
        filters.register(this::watch, FilterOrder.ACCESS_LOG);
    }

    private void watch(RoutingContext context) {
        long start = System.nanoTime();
        context.addEndHandler(sent -> write(context, System.nanoTime() - start, sent.succeeded()));
        context.next();
    }

    private void write(RoutingContext context, long nanos, boolean whole) {
        if (context.response().getStatusCode() == SWITCHING_PROTOCOLS) {
            // What it has become has a line of its own.
            return;
        }
        Logger.Level level = isUnder(PROBES, context.request().path()) ? Logger.Level.DEBUG : Logger.Level.INFO;
        if (LOG.isEnabled(level)) {
            LOG.logf(level, "%s", line(context, nanos, whole));
        }
    }

    private AccessLine line(RoutingContext context, long nanos, boolean whole) {
        return new AccessLine(
                context.request().method().name(),
                route(context),
                LOG.isDebugEnabled() ? context.request().path() : null,
                context.response().getStatusCode(),
                nanos / 1_000,
                context.response().bytesWritten(),
                whole,
                CallerName.get());
    }

    /** A path as the API describes it: without what a caller has put in, and without paths that lead nowhere. */
    private String route(RoutingContext context) {
        String path = Objects.requireNonNullElse(context.request().path(), "");
        return described
                .route(path)
                .or(() -> PAGES.stream().filter(path::startsWith).findFirst())
                .orElse("(no route)");
    }

    private static boolean isUnder(List<String> prefixes, @Nullable String path) {
        return path != null && prefixes.stream().anyMatch(path::startsWith);
    }
}
