package dev.millrace.http;

import dev.millrace.config.Settings;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;

/** Tells browsers to be careful with answers: with their type, with where they are shown, and with what pages load. */
@Singleton
final class SecurityHeaders {
    /**
     * Pages load only what this server has, and run only scripts that are files. Both readers of the API's description
     * set styles from their scripts; one of them searches in a worker that it makes out of its own text.
     */
    private static final String PAGES = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline';"
            + " img-src 'self' data:; font-src 'self' data:; connect-src 'self'; worker-src blob:;"
            + " base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    private static final String ONE_YEAR = "max-age=31536000";

    private final boolean encrypted;

    SecurityHeaders(Settings settings) {
        this.encrypted = settings.api().tls() != null;
    }

    void register(@Observes Filters filters) {
        filters.register(this::add, FilterOrder.SECURITY_HEADERS);
    }

    private void add(RoutingContext context) {
        MultiMap headers = context.response().headers();
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Referrer-Policy", "no-referrer");
        if (encrypted && !isLocal(context)) {
            headers.set("Strict-Transport-Security", ONE_YEAR);
        }
        context.addHeadersEndHandler(_ -> addToPage(headers));
        context.next();
    }

    /** What is said of `localhost` would hold for every other server that somebody develops on that machine. */
    private static boolean isLocal(RoutingContext context) {
        return Authority.of(context.request()).filter(Authority::isLoopback).isPresent();
    }

    private static void addToPage(MultiMap headers) {
        String type = headers.get(HttpHeaders.CONTENT_TYPE);
        if (type != null && type.startsWith("text/html")) {
            headers.set("Content-Security-Policy", PAGES);
            headers.set("Cross-Origin-Opener-Policy", "same-origin");
        }
    }
}
