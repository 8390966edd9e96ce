package dev.millrace.session.driver;

import dev.millrace.session.error.ErrorCode;
import dev.millrace.session.error.SessionException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Which hosts a session may reach: names, {@code *.example.com} for those below a name, {@code *} for all. */
public record HostRules(Set<String> allowed) {
    private static final String ANY = "*";
    private static final String BELOW = "*.";

    /** Schemes that lead to files, to code, or to any part of any app. */
    private static final Set<String> CLOSED =
            Set.of("file", "content", "data", "javascript", "intent", "android-app", "about", "blob");

    public HostRules {
        allowed = Set.copyOf(allowed);
    }

    /** Whether all hosts may be reached. */
    boolean allowAll() {
        return allowed.contains(ANY);
    }

    /** Whether this host may be reached. */
    public boolean allow(String host) {
        return allowAll() || name(host);
    }

    /** Whether a rule other than {@code *} allows this host. */
    boolean name(String host) {
        String name = plain(host);
        return allowed.contains(name)
                || allowed.stream().anyMatch(rule -> rule.startsWith(BELOW) && name.endsWith(rule.substring(1)));
    }

    /** A host as rules write it: in lower case, IPv6 in brackets, without the dot that may end a name. */
    private static String plain(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        if (name.indexOf(':') >= 0 && !name.startsWith("[")) {
            return "[" + name + "]";
        }
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }

    /**
     * The address that a text is: {@code about:blank}, or one of scheme http or https whose host may be reached.
     *
     * @throws SessionException E0403 for any other
     */
    public URI require(String text) {
        URI address = uri(text);
        String scheme = address.getScheme() == null ? "" : address.getScheme().toLowerCase(Locale.ROOT);
        if (text.strip().equals("about:blank")) {
            return address;
        }
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw new SessionException(
                    ErrorCode.E0403, "`%s` cannot be opened: only addresses of http and https can".formatted(text));
        }
        if (address.getHost() == null || !allow(address.getHost())) {
            throw new SessionException(
                    ErrorCode.E0403,
                    "`%s` cannot be opened: sessions.allowed_hosts does not allow its host".formatted(text));
        }
        return address;
    }

    /** The address that a text is. Throws E0403 when it is none. */
    static URI uri(String text) {
        try {
            return new URI(text.strip());
        } catch (URISyntaxException e) {
            throw new SessionException(ErrorCode.E0403, "`%s` is not an address: %s".formatted(text, e.getReason()));
        }
    }

    /** Whether a text is an address of a scheme that can only be an app's own. */
    static boolean isLinkIntoApp(String text) {
        String scheme = text.strip().replaceFirst(":.*", "").toLowerCase(Locale.ROOT);
        return !scheme.startsWith("http") && !CLOSED.contains(scheme) && text.contains("://");
    }

    /**
     * The rules as Chromium's network takes them ({@code --host-resolver-rules}): all other names and addresses lead
     * nowhere, for whatever in the browser asks, redirects, frames, scripts and workers alike.
     */
    String resolverRules() {
        return allowed.stream()
                .sorted()
                .map(host -> ", EXCLUDE " + host)
                .collect(Collectors.joining("", "MAP * ~NOTFOUND", ""));
    }
}
