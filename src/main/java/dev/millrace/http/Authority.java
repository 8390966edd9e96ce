package dev.millrace.http;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * For whom a request is: the host and port that its sender sees.
 *
 * @param host a name or address in lower case, IPv6 in brackets
 * @param port -1 when it is not said, which means the scheme's own
 */
record Authority(String host, int port) {
    /** An authority as it is written in a header or address. */
    static Optional<Authority> parse(String text) {
        return Optional.ofNullable(HostAndPort.parseAuthority(text, -1))
                .map(Authority::of)
                .filter(Authority::isNamed);
    }

    private static Authority of(HostAndPort parsed) {
        return new Authority(parsed.host().toLowerCase(Locale.ROOT), parsed.port());
    }

    /**
     * That of a request, as in RFC 9112, section 3.2: an address in the request line goes before the {@code Host}
     * header, of which there must be just one. Empty when it is missing or broken.
     */
    static Optional<Authority> of(HttpServerRequest request) {
        String target = String.valueOf(request.uri());
        if (request.headers().getAll("Host").size() > 1) {
            return Optional.empty();
        }
        int scheme = target.startsWith("/") ? -1 : target.indexOf("://");
        if (scheme >= 0) {
            return parse(target.substring(scheme + 3).replaceFirst("[/?#].*", ""));
        }
        return Optional.ofNullable(request.authority()).map(Authority::of).filter(Authority::isNamed);
    }

    private boolean isNamed() {
        return !host.isEmpty();
    }

    /** Whether this is the same place as another one, when both are reached with this scheme. */
    boolean sameAs(Authority other, String scheme) {
        int standard = scheme.equals("https") ? 443 : 80;
        return host.equals(other.host) && (port < 0 ? standard : port) == (other.port < 0 ? standard : other.port);
    }

    /** Whether this names the machine itself, whatever any name service says. */
    boolean isLoopback() {
        return List.of("localhost", "127.0.0.1", "[::1]", "::1").contains(host);
    }
}
