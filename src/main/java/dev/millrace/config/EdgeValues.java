package dev.millrace.config;

import dev.millrace.config.Settings.Cors;
import dev.millrace.config.Settings.Tls;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads the settings of how the server meets the network: encryption, and which pages and names may reach it. */
final class EdgeValues {
    private static final String ANY = "*";

    private final Values values;

    EdgeValues(Values values) {
        this.values = values;
    }

    @Nullable
    Tls tls() {
        if (!values.flag("api.tls.enabled")) {
            return null;
        }
        requireFile("api.tls.cert", "the certificate");
        requireFile("api.tls.key", "its private key");
        Tls tls = new Tls(Path.of(values.text("api.tls.cert")), Path.of(values.text("api.tls.key")));
        if (!values.text("api.tls.cert").isEmpty()
                && !values.text("api.tls.key").isEmpty()) {
            try {
                ServerCertificate.read(tls);
            } catch (CertificateException e) {
                values.hiddenProblem(
                        "api.tls.cert", "a certificate that can be used with api.tls.key: " + e.getMessage());
            }
        }
        return tls;
    }

    private void requireFile(String key, String what) {
        if (values.text(key).isEmpty()) {
            values.hiddenProblem(key, "the path of a PEM file with " + what + ", as api.tls.enabled is true");
        }
    }

    Cors cors() {
        Set<String> origins = values.names("api.cors.origins");
        boolean any = origins.contains(ANY);
        boolean credentials = values.flag("api.cors.credentials");
        if (any && credentials) {
            values.problem(
                    "api.cors.credentials",
                    "false when api.cors.origins is `*`, or every page on the web acts for whoever looks at it");
        }
        if (!origins.stream().allMatch(origin -> origin.equals(ANY) || isOrigin(origin))) {
            values.problem(
                    "api.cors.origins",
                    "origins in lower case such as https://app.example.com or http://localhost:3000, without a path, or `*`");
        }
        return new Cors(origins, any, credentials);
    }

    /** Whether this is an origin in the form in which browsers send it (RFC 6454, section 6.2). */
    private static boolean isOrigin(String text) {
        try {
            URI uri = new URI(text);
            int standard = "https".equals(uri.getScheme()) ? 443 : 80;
            boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            return web
                    && uri.getHost() != null
                    && uri.getPort() != standard
                    && text.equals(text.toLowerCase(Locale.ROOT))
                    && text.equals(
                            uri.getScheme() + "://" + uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort()));
        } catch (URISyntaxException _) {
            return false;
        }
    }

    Set<String> allowedHosts() {
        Set<String> hosts = values.names("api.allowed_hosts");
        if (!hosts.stream().allMatch(EdgeValues::isHost)) {
            values.problem("api.allowed_hosts", "names such as ci.example.com, without a scheme, port or path");
        }
        return hosts.stream().map(host -> host.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
    }

    private static boolean isHost(String text) {
        try {
            return text.equals(new URI("http://" + text).getHost());
        } catch (URISyntaxException _) {
            return false;
        }
    }
}
