package dev.millrace.http;

import dev.millrace.config.Settings;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Locale;
import java.util.Optional;

/**
 * Refuses requests that name another host than this one. A page on the web can let its own name point to this machine
 * and so reach a server that listens for local callers only (DNS rebinding); but its requests still carry that name.
 *
 * <p>The answer is 421 and not 403: the server does not refuse to do this for the caller, it is not the one that the
 * request is for (RFC 9110, sections 7.4 and 15.5.20).
 */
@Singleton
final class Hosts {
    private final Settings.Api api;
    private final String address;
    private final boolean checked;
    private final ProblemAnswers answers;

    Hosts(Settings settings, ProblemAnswers answers) {
        this.api = settings.api();
        this.address = settings.cluster().host();
        this.checked = api.isLocal() || !api.allowedHosts().isEmpty();
        this.answers = answers;
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, FilterOrder.HOST);
    }

    private void check(RoutingContext context) {
        // Before version 1.1 there was no such header; browsers always send one.
        if (context.request().version() == HttpVersion.HTTP_1_0
                && !context.request().headers().contains("Host")) {
            context.next();
            return;
        }
        Optional<Authority> authority = Authority.of(context.request());
        if (authority.isEmpty()) {
            answers.refuse(
                    context,
                    ProblemException.unreadable("The request must have one Host header, with a host and a port."));
        } else if (checked && !isOurs(authority.get())) {
            answers.refuseWithBody(context, misdirected(authority.get()));
        } else {
            context.next();
        }
    }

    private boolean isOurs(Authority authority) {
        String host = authority.host();
        return authority.isLoopback()
                || host.equals(api.host().toLowerCase(Locale.ROOT))
                || host.equals(address)
                || api.allowedHosts().contains(host);
    }

    private static ProblemException misdirected(Authority authority) {
        return ProblemException.of(
                421,
                "wrong-host",
                "The request is for another host",
                "This server does not answer for `%s`. If that is a name of it, add it to api.allowed_hosts."
                        .formatted(authority.host()));
    }
}
