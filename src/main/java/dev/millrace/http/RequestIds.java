package dev.millrace.http;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jboss.logging.MDC;

/** Gives every request an id: the caller's own if it is fit for log lines, else a new one. Every answer carries it. */
public final class RequestIds {
    /** The header, in requests and answers. */
    public static final String HEADER = "X-Request-ID";

    private static final Pattern FIT = Pattern.compile("[A-Za-z0-9._-]{1,128}");

    void register(@Observes Filters filters) {
        filters.register(RequestIds::assign, FilterOrder.REQUEST_ID);
    }

    private static void assign(RoutingContext context) {
        String given = context.request().getHeader(HEADER);
        String id = given != null && isFit(given) ? given : newId();
        // Kept with the request, where everything that handles it finds it.
        context.request().headers().set(HEADER, id);
        context.response().putHeader(HEADER, id);
        MDC.put("requestId", id);
        context.next();
    }

    /** The id of a request. */
    public static String of(HttpServerRequest request) {
        String id = request.getHeader(HEADER);
        return id != null && isFit(id) ? id : newId();
    }

    private static boolean isFit(String id) {
        return FIT.matcher(id).matches();
    }

    /** 80 random bits: unique enough to find a request in a log. */
    private static String newId() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return Long.toString(random.nextLong(Long.MAX_VALUE), 36) + Integer.toString(random.nextInt(46_656), 36);
    }
}
