package dev.millrace.forward;

import dev.millrace.access.Caller;
import dev.millrace.cluster.Member;
import dev.millrace.http.RequestIds;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;

/** Hands a request on to another node, and its answer back as it comes. Who hangs up here, does so there. Thread-safe. */
@Singleton
final class Passage {
    private static final Logger LOG = Logger.getLogger(Passage.class);

    /** What else a request says is for this node, or for the connection to it. */
    private static final List<String> OF_REQUESTS = List.of(
            "Accept",
            "Content-Type",
            "Idempotency-Key",
            "If-Match",
            "If-None-Match",
            "Last-Event-ID",
            "traceparent",
            "tracestate",
            RequestIds.HEADER);

    /** What else an answer says, this node says by itself. */
    private static final List<String> OF_ANSWERS = List.of(
            "Cache-Control",
            "Content-Disposition",
            "Content-Type",
            "Deprecation",
            "ETag",
            "Location",
            "Retry-After",
            "X-Accel-Buffering");

    private static final int PART = 16 << 10;

    private final Exchange exchange;

    Passage(Exchange exchange) {
        this.exchange = exchange;
    }

    /** The answer of a node to this request. Throws a 503 when there is none. */
    Response through(Member node, Caller caller, RoutingContext routing, ContainerRequestContext context)
            throws IOException, InterruptedException {
        Call call = exchange.call(node, caller, request(context));
        routing.addEndHandler(_ -> Thread.ofVirtual().name("call-end").start(call::close));
        HttpResponse<InputStream> answer = call.answer();
        StreamingOutput body = out -> copy(answer.body(), out, routing);
        Response.ResponseBuilder response = Response.status(answer.statusCode());
        for (String name : OF_ANSWERS) {
            answer.headers().firstValue(name).ifPresent(value -> response.header(name, value));
        }
        boolean empty = answer.statusCode() == Response.Status.NO_CONTENT.getStatusCode();
        return empty ? response.build() : response.entity(body).build();
    }

    private static Exchange.Request request(ContainerRequestContext context) throws IOException {
        URI uri = context.getUriInfo().getRequestUri();
        String target = uri.getRawQuery() == null ? uri.getRawPath() : uri.getRawPath() + "?" + uri.getRawQuery();
        Map<String, String> headers = new LinkedHashMap<>();
        for (String name : OF_REQUESTS) {
            String value = context.getHeaderString(name);
            if (value != null) {
                headers.put(name, value);
            }
        }
        byte[] body = context.getEntityStream().readAllBytes();
        return new Exchange.Request(
                context.getMethod(),
                target,
                headers,
                body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
    }

    /** As it comes: what is a stream there, is one here. An answer that breaks off there breaks off here. */
    private static void copy(InputStream in, OutputStream out, RoutingContext routing) throws IOException {
        byte[] part = new byte[PART];
        while (true) {
            int length;
            try {
                length = in.read(part);
            } catch (IOException e) {
                LOG.debugf("An answer of another server breaks off: %s", e.getMessage());
                var _ = routing.response().reset();
                return;
            }
            if (length < 0) {
                return;
            }
            out.write(part, 0, length);
            out.flush();
        }
    }
}
