package dev.millrace.http;

import dev.millrace.config.Settings;
import dev.millrace.config.Settings.Cors;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides what pages of other origins may do in a browser. Those of the origins in {@code api.cors.origins} may call
 * the API, as the Fetch standard (section 3.3, "CORS protocol") describes it. Others may neither read answers, which
 * browsers see to, nor change anything, which is seen to here: a browser sends a plain form without asking first.
 */
@Singleton
final class CrossOrigin {
    private static final Set<HttpMethod> SAFE = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);
    private static final String ALL_METHODS = "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT";
    private static final String REQUEST_HEADERS = "Authorization, X-API-Key, Content-Type, Idempotency-Key, If-Match,"
            + " If-None-Match, Last-Event-ID, Mcp-Protocol-Version, Mcp-Session-Id, Prefer, X-Request-ID";
    private static final String ANSWER_HEADERS =
            "ETag, Location, Mcp-Session-Id, RateLimit, RateLimit-Policy, Retry-After, X-Request-ID,"
                    + " Idempotent-Replayed";

    /** For how long a browser keeps what it was told, in seconds; some keep it no longer than this. */
    private static final String MAX_AGE = "7200";

    private final Cors cors;
    private final AllowedMethods methods;
    private final ProblemAnswers answers;

    CrossOrigin(Settings settings, AllowedMethods methods, ProblemAnswers answers) {
        this.cors = settings.api().cors();
        this.methods = methods;
        this.answers = answers;
    }

    /** From where a request comes, as far as browsers tell. */
    private enum Sender {
        /** A page of this server, or no page at all. */
        OWN,
        /** A page of another origin that may call the API. */
        ALLOWED,
        /** Any other page. */
        FOREIGN
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, FilterOrder.CROSS_ORIGIN);
    }

    private void check(RoutingContext context) {
        HttpServerRequest request = context.request();
        String origin = request.getHeader("Origin");
        Sender sender = sender(request, origin);
        if (sender == Sender.FOREIGN && (hasEffect(request) || isPreflight(request))) {
            answers.refuseWithBody(context, foreign(origin));
            return;
        }
        if (!cors.origins().isEmpty()) {
            describe(context, sender == Sender.ALLOWED ? origin : null);
        }
        if (sender == Sender.ALLOWED && isPreflight(request)) {
            permit(context);
        } else {
            context.next();
        }
    }

    private Sender sender(HttpServerRequest request, @Nullable String origin) {
        if (origin == null) {
            String site = request.getHeader("Sec-Fetch-Site");
            boolean elsewhere = "cross-site".equals(site) || "same-site".equals(site);
            return elsewhere && !cors.anyOrigin() ? Sender.FOREIGN : Sender.OWN;
        }
        if (isOwn(origin, request)) {
            return Sender.OWN;
        }
        return cors.allows(origin) ? Sender.ALLOWED : Sender.FOREIGN;
    }

    /** A proxy may have ended the encryption: so the schemes are not compared. */
    private static boolean isOwn(String origin, HttpServerRequest request) {
        int end = origin.indexOf("://");
        if (end < 0) {
            return false;
        }
        Optional<Authority> its = Authority.parse(origin.substring(end + 3));
        Optional<Authority> ours = Authority.of(request);
        return its.isPresent() && ours.isPresent() && its.get().sameAs(ours.get(), origin.substring(0, end));
    }

    /**
     * Opening a WebSocket is a GET, but what follows can do anything. The transport of MCP asks for the origin of all
     * requests to be checked.
     */
    private static boolean hasEffect(HttpServerRequest request) {
        return !SAFE.contains(request.method())
                || request.headers().contains("Upgrade")
                || "/mcp".equals(request.path());
    }

    private static boolean isPreflight(HttpServerRequest request) {
        return request.method().equals(HttpMethod.OPTIONS)
                && request.headers().contains("Access-Control-Request-Method");
    }

    private void describe(RoutingContext context, @Nullable String origin) {
        MultiMap headers = context.response().headers();
        if (!cors.anyOrigin()) {
            context.addHeadersEndHandler(_ -> headers.add("Vary", "Origin"));
        }
        if (origin == null) {
            return;
        }
        headers.set("Access-Control-Allow-Origin", cors.anyOrigin() ? "*" : origin);
        headers.set("Access-Control-Expose-Headers", ANSWER_HEADERS);
        if (cors.credentials()) {
            headers.set("Access-Control-Allow-Credentials", "true");
        }
    }

    private void permit(RoutingContext context) {
        Set<String> here =
                methods.of(Objects.requireNonNullElse(context.request().path(), ""));
        context.response()
                .putHeader("Access-Control-Allow-Methods", here.isEmpty() ? ALL_METHODS : String.join(", ", here))
                .putHeader("Access-Control-Allow-Headers", REQUEST_HEADERS)
                .putHeader("Access-Control-Max-Age", MAX_AGE)
                .setStatusCode(204)
                .end();
    }

    private static ProblemException foreign(@Nullable String origin) {
        return ProblemException.of(
                403,
                "cross-origin",
                "A page of another origin may not do this",
                origin == null
                        ? "A browser sends this for a page of another site, and does not say of which."
                        : "The origin `%s` is not this server's. If its pages may call it, add it to api.cors.origins."
                                .formatted(origin));
    }
}
