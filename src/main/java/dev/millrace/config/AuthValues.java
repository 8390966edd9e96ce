package dev.millrace.config;

import dev.millrace.config.Settings.Auth;
import dev.millrace.config.Settings.AuthType;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the settings of {@code api.auth}, and refuses those that would leave the server open or out of reach. */
final class AuthValues {
    /** HS256 needs a key at least as long as its hash (RFC 7518, section 3.2). */
    private static final int LEAST_SECRET_BYTES = 32;

    /** The names of the scopes, whose meaning is the matter of those who check them; a test holds the two together. */
    static final List<String> SCOPES = List.of(
            "workflows:read",
            "workflows:write",
            "executions:read",
            "executions:write",
            "sessions:read",
            "sessions:write",
            "catalog:read",
            "catalog:write",
            "triggers:read",
            "triggers:write",
            "robots:connect",
            "keys:read",
            "keys:write",
            "commands",
            "admin");

    private final Values values;

    AuthValues(Values values) {
        this.values = values;
    }

    Auth read() {
        Set<AuthType> types = types();
        if (types.contains(AuthType.NONE)) {
            requireLoopback("api.host");
        }
        List<Network> proxies = proxies();
        if (types.contains(AuthType.HEADER) && proxies.isEmpty()) {
            values.missing("api.auth.trusted_proxies", "when api.auth.type has `header`: only they are believed");
        }
        URI jwksUrl = jwksUrl();
        String issuer = values.text("api.auth.issuer");
        String audience = values.text("api.auth.audience");
        if (jwksUrl != null && issuer.isEmpty()) {
            values.missing("api.auth.issuer", "with api.auth.jwks_url, so that tokens of other issuers are refused");
        }
        if (jwksUrl != null && audience.isEmpty()) {
            values.missing("api.auth.audience", "with api.auth.jwks_url, so that tokens for others are refused");
        }
        return new Auth(types, secret(), jwksUrl, issuer, audience, proxies, headerScopes());
    }

    /** Whoever can call may do everything then, also run commands: so only this machine may. */
    private void requireLoopback(String key) {
        boolean loopback = Network.lookup(values.text(key).strip())
                .filter(InetAddress::isLoopbackAddress)
                .isPresent();
        if (!loopback) {
            values.problem(key, "a loopback address such as 127.0.0.1 when api.auth.type is none");
        }
    }

    private Set<String> headerScopes() {
        Set<String> names = values.names("api.auth.header_scopes");
        if (!SCOPES.containsAll(names)) {
            values.problem("api.auth.header_scopes", "any of " + String.join(", ", SCOPES));
        }
        return names;
    }

    private Set<AuthType> types() {
        Set<AuthType> types = EnumSet.noneOf(AuthType.class);
        for (String name : values.names("api.auth.type")) {
            try {
                types.add(AuthType.valueOf(name.toUpperCase(Locale.ROOT)));
            } catch (IllegalArgumentException _) {
                values.problem("api.auth.type", "any of api_key, jwt, header, or none");
            }
        }
        if (types.isEmpty() || (types.contains(AuthType.NONE) && types.size() > 1)) {
            values.problem("api.auth.type", "any of api_key, jwt, header, or `none` alone");
        }
        return types;
    }

    private Secret secret() {
        Secret secret = new Secret(values.text("api.auth.secret"));
        if (!secret.isEmpty() && secret.bytes().length < LEAST_SECRET_BYTES) {
            values.hiddenProblem(
                    "api.auth.secret",
                    "at least %d bytes, or empty for none (`openssl rand -base64 32` makes one)"
                            .formatted(LEAST_SECRET_BYTES));
        }
        return secret;
    }

    /** Who can change the keys on their way here can be anybody: so they come over TLS, or from this machine. */
    private @Nullable URI jwksUrl() {
        String text = values.text("api.auth.jwks_url");
        if (text.isEmpty()) {
            return null;
        }
        try {
            URI uri = new URI(text);
            boolean local = uri.getHost() != null && isLoopback(uri.getHost());
            if (uri.getHost() != null
                    && ("https".equals(uri.getScheme()) || ("http".equals(uri.getScheme()) && local))) {
                return uri;
            }
        } catch (URISyntaxException _) {
            // Told below.
        }
        values.problem("api.auth.jwks_url", "an https URL (http only to a loopback address)");
        return null;
    }

    private static boolean isLoopback(String host) {
        try {
            return host.equals("localhost") || InetAddress.ofLiteral(host).isLoopbackAddress();
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    private List<Network> proxies() {
        List<Network> proxies = new ArrayList<>();
        for (String text : values.names("api.auth.trusted_proxies")) {
            try {
                proxies.add(Network.parse(text));
            } catch (IllegalArgumentException _) {
                values.problem("api.auth.trusted_proxies", "addresses or ranges such as 10.0.0.0/8 or fd00::/8");
            }
        }
        return proxies;
    }
}
