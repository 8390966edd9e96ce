package dev.millrace.http;

import dev.millrace.tracing.TraceParent;
import dev.millrace.tracing.Tracing;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.semconv.ErrorAttributes;
import io.opentelemetry.semconv.HttpAttributes;
import io.opentelemetry.semconv.ServerAttributes;
import io.opentelemetry.semconv.UrlAttributes;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.smallrye.common.vertx.ContextLocals;
import io.smallrye.common.vertx.VertxContext;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes a span of each request when tracing is on, below the caller's own if it sends {@code traceparent}; its
 * attributes are those of OpenTelemetry's conventions for HTTP servers. Queries and bodies are not told, paths only
 * where the API has a route for them. Probes have no spans.
 */
@Singleton
public final class RequestSpans {
    private static final String KEY = "millrace.trace-parent";
    private static final AttributeKey<String> USER = AttributeKey.stringKey("enduser.id");
    private static final AttributeKey<String> REQUEST_ID = AttributeKey.stringKey("millrace.request.id");
    private static final List<String> PROBES = List.of("/health", "/metrics");
    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT");
    private static final String OTHER_METHOD = "_OTHER";

    private final Tracing tracing;
    private final AllowedMethods described;

    RequestSpans(Tracing tracing, AllowedMethods described) {
        this.tracing = tracing;
        this.described = described;
    }

    /** The headers of a request, as the propagation reads them. */
    private enum Headers implements TextMapGetter<HttpServerRequest> {
        GETTER;

        @Override
        public Iterable<String> keys(HttpServerRequest request) {
            return request.headers().names();
        }

        @Override
        public @Nullable String get(@Nullable HttpServerRequest request, String name) {
            return Objects.requireNonNull(request).getHeader(name);
        }
    }

    /** The place in its trace of the span of the request that is being served, as text; null when it has none. */
    public static @Nullable String traceParent() {
        return VertxContext.isOnDuplicatedContext()
                ? ContextLocals.<String>get(KEY).orElse(null)
                : null;
    }

    void register(@Observes Filters filters) {
        if (tracing.on()) {
            filters.register(this::watch, FilterOrder.SPAN);
        }
    }

    private void watch(RoutingContext context) {
        String path = Objects.requireNonNullElse(context.request().path(), "");
        if (!isProbe(path)) {
            Span span = start(context.request(), path);
            if (VertxContext.isOnDuplicatedContext()) {
                ContextLocals.put(KEY, TraceParent.text(span.getSpanContext()));
            }
            context.addEndHandler(_ -> end(span, context));
        }
        context.next();
    }

    private static boolean isProbe(String path) {
        return PROBES.stream().anyMatch(path::startsWith);
    }

    private Span start(HttpServerRequest request, String path) {
        String method =
                METHODS.contains(request.method().name()) ? request.method().name() : OTHER_METHOD;
        Optional<String> route = described.route(path);
        String name = method.equals(OTHER_METHOD) ? "HTTP" : method;
        SpanBuilder span = tracing.span(
                        route.map(known -> name + " " + known).orElse(name), SpanKind.SERVER, request, Headers.GETTER)
                .setAttribute(HttpAttributes.HTTP_REQUEST_METHOD, method)
                .setAttribute(UrlAttributes.URL_SCHEME, request.isSSL() ? "https" : "http")
                .setAttribute(REQUEST_ID, RequestIds.of(request));
        route.ifPresent(known ->
                span.setAttribute(HttpAttributes.HTTP_ROUTE, known).setAttribute(UrlAttributes.URL_PATH, path));
        Authority.of(request).ifPresent(authority -> tell(authority, request, span));
        return span.startSpan();
    }

    private static void tell(Authority authority, HttpServerRequest request, SpanBuilder span) {
        int standard = request.isSSL() ? 443 : 80;
        span.setAttribute(ServerAttributes.SERVER_ADDRESS, authority.host())
                .setAttribute(
                        ServerAttributes.SERVER_PORT, (long) (authority.port() < 0 ? standard : authority.port()));
    }

    private static void end(Span span, RoutingContext context) {
        int status = context.response().getStatusCode();
        span.setAttribute(HttpAttributes.HTTP_RESPONSE_STATUS_CODE, (long) status);
        String caller = CallerName.get();
        if (!caller.equals(CallerName.UNKNOWN)) {
            span.setAttribute(USER, caller);
        }
        if (status >= 500) {
            span.setAttribute(ErrorAttributes.ERROR_TYPE, String.valueOf(status))
                    .setStatus(StatusCode.ERROR);
        }
        span.end();
    }
}
