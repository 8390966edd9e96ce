package dev.millrace.access;

import dev.millrace.config.Settings;
import dev.millrace.config.Settings.Auth;
import dev.millrace.config.Settings.AuthType;
import dev.millrace.http.EventWriter;
import dev.millrace.http.ProblemException;
import dev.millrace.http.RequestIds;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.time.Clock;
import java.util.Optional;

/**
 * Finds out who makes a request. A credential that is not good is refused, and never passed over in favour of another
 * one or of none. Thread-safe.
 */
@Singleton
public final class Authentication {
    private static final String CHALLENGE = "Bearer realm=\"millrace\"";

    private final Auth auth;
    private final Scopes headerScopes;
    private final ClientAddress addresses;
    private final ApiKeyVerifier keys;
    private final JwtVerifier tokens;
    private final Tickets tickets;
    private final NodePasses passes;
    private final RateLimits limits;
    private final AuditLog audit;
    private final Clock clock;

    Authentication(
            Settings settings,
            ApiKeyVerifier keys,
            JwtVerifier tokens,
            Tickets tickets,
            NodePasses passes,
            RateLimits limits,
            AuditLog audit,
            Clock clock) {
        this.auth = settings.api().auth();
        this.headerScopes = Scopes.named(auth.headerScopes());
        this.addresses = new ClientAddress(auth.trustedProxies());
        this.keys = keys;
        this.tokens = tokens;
        this.tickets = tickets;
        this.passes = passes;
        this.limits = limits;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * Who makes a request; empty when it brings no credential along.
     *
     * @throws ProblemException 401 for a credential that is not good, 400 for several, 429 after too many wrong ones,
     *     503 when a token cannot be checked at the moment
     */
    public Optional<Caller> caller(HttpServerRequest request) {
        if (NodePasses.isIn(request)) {
            return Optional.of(handedOn(request));
        }
        InetAddress address = address(request);
        if (auth.types().contains(AuthType.NONE)) {
            return Optional.of(Caller.local(address.getHostAddress()));
        }
        Presented presented = Presented.in(request, auth.types().contains(AuthType.HEADER));
        if (presented instanceof Presented.Nothing) {
            return Optional.empty();
        }
        return switch (login(presented, request)) {
            case Login.Known known -> Optional.of(known.at(address.getHostAddress()));
            case Login.Refused refused -> throw refusal(refused, request, address);
        };
    }

    private Caller handedOn(HttpServerRequest request) {
        Caller caller = bearer(request).caller();
        if (caller == null) {
            throw ProblemException.of(
                    403, "not-for-nodes", "A server may not do this", "This is for callers, and not for servers.");
        }
        return caller;
    }

    private NodePasses.Bearer bearer(HttpServerRequest request) {
        return passes.redeem(
                        String.valueOf(request.getHeader(NodePasses.HEADER)),
                        request.method().name(),
                        String.valueOf(request.uri()))
                .orElseThrow(() -> refusal(
                        new Login.Refused(
                                Credential.Kind.NONE,
                                "The pass of a server is not good: all servers need the same cluster.secret, and clocks"
                                        + " that are less than 30 s apart."),
                        request,
                        address(request)));
    }

    /**
     * Lets in other servers only.
     *
     * @throws ProblemException 401 for a pass that is not good, 403 for everybody else
     */
    void requireNode(HttpServerRequest request) {
        if (!NodePasses.isIn(request) || bearer(request).caller() != null) {
            throw ProblemException.of(
                    403, "nodes-only", "The caller may not do this", "This is for other servers of the cluster only.");
        }
    }

    /** Where a request comes from, as far as trusted proxies tell. */
    InetAddress address(HttpServerRequest request) {
        return addresses.of(peer(request), request.headers().getAll("X-Forwarded-For"));
    }

    /** What to answer when a credential is needed and there is none. */
    static ProblemException missing(HttpServerRequest request) {
        request.response().putHeader("WWW-Authenticate", CHALLENGE);
        return ProblemException.of(
                401,
                "unauthenticated",
                "The caller is not known",
                "Send an API key or a token: `Authorization: Bearer <key>`. The first key is in <data_dir>/admin.key.");
    }

    private Login login(Presented presented, HttpServerRequest request) {
        return switch (presented) {
            case Presented.Key key ->
                accepts(AuthType.API_KEY)
                        ? keys.verify(key.text())
                        : new Login.Refused(Credential.Kind.API_KEY, "API keys are not accepted here.");
            case Presented.Token token ->
                accepts(AuthType.JWT)
                        ? tokens.verify(token.text())
                        : new Login.Refused(Credential.Kind.JWT, "Tokens are not accepted here.");
            case Presented.OneTime ticket -> byTicket(ticket.text(), request);
            case Presented.User user -> byHeader(user.id(), request);
            case Presented.Unknown _ ->
                new Login.Refused(Credential.Kind.NONE, "The Authorization header must be `Bearer` and a credential.");
            case Presented.Nothing _ -> throw new IllegalStateException("there is a credential");
        };
    }

    private boolean accepts(AuthType type) {
        return auth.types().contains(type);
    }

    private Login byHeader(String user, HttpServerRequest request) {
        if (!addresses.isTrusted(peer(request))) {
            return new Login.Refused(
                    Credential.Kind.HEADER, "X-User-Id is taken from trusted proxies only (api.auth.trusted_proxies).");
        }
        return UserIds.isFit(user)
                ? new Login.Known(user, headerScopes, new Credential(Credential.Kind.HEADER, null))
                : new Login.Refused(Credential.Kind.HEADER, "X-User-Id must be " + UserIds.FORM + ".");
    }

    /** A ticket stands in an address, which is seen by more eyes than a header: so it opens streams, and no more. */
    private Login byTicket(String text, HttpServerRequest request) {
        if (!opensStream(request)) {
            return new Login.Refused(
                    Credential.Kind.TICKET, "A ticket opens event streams and WebSockets only; send a key or a token.");
        }
        return tickets.redeem(text)
                .filter(this::isStillKnown)
                .<Login>map(caller -> new Login.Known(caller.userId(), caller.scopes(), caller.credential()))
                .orElseGet(() -> new Login.Refused(
                        Credential.Kind.TICKET, "The ticket was used before, is too old, or is none."));
    }

    /** Whether the credential by which a caller was recognized would be good now. */
    boolean isStillKnown(Caller caller) {
        return switch (caller.credential().validity()) {
            case Validity.Unbounded _ -> true;
            case Validity.Until until -> clock.millis() < until.time();
            case Validity.Key key -> keys.isLive(key.id(), key.digest());
        };
    }

    private static boolean opensStream(HttpServerRequest request) {
        String accept = request.getHeader("Accept");
        boolean events = accept != null && accept.strip().equalsIgnoreCase(EventWriter.MEDIA_TYPE);
        boolean upgrade = "websocket".equalsIgnoreCase(request.getHeader("Upgrade"));
        return request.method().name().equals("GET") && (events || upgrade);
    }

    /** After too many of them, wrong credentials are neither answered in detail nor written down. Good ones still are. */
    private ProblemException refusal(Login.Refused refused, HttpServerRequest request, InetAddress address) {
        limits.countFailedLogin(ClientAddress.counted(address), request.response());
        audit.record(new AuditEntry(
                clock.millis(),
                null,
                new Credential(refused.kind(), null),
                address.getHostAddress(),
                RequestIds.of(request),
                AuditEntry.LOGIN,
                String.valueOf(request.path()),
                401));
        request.response()
                .putHeader(
                        "WWW-Authenticate",
                        CHALLENGE + ", error=\"invalid_token\", error_description=\"" + refused.reason() + "\"");
        return ProblemException.of(401, "wrong-credential", "The credential is not good", refused.reason());
    }

    private static InetAddress peer(HttpServerRequest request) {
        return InetAddress.ofLiteral(request.remoteAddress().hostAddress());
    }
}
