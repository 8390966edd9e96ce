package dev.millrace.cli;

import dev.millrace.access.AdminKeyFile;
import dev.millrace.config.CertificateException;
import dev.millrace.config.ServerCertificate;
import dev.millrace.config.Settings;
import dev.millrace.config.Settings.AuthType;
import dev.millrace.config.Settings.Tls;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a server says to whoever has started it: where it is, and how to be let in.
 *
 * @param port where it listens
 * @param firstKey the admin key, in the start that made it
 */
record Welcome(Settings settings, int port, Optional<String> firstKey) {
    private static final String PLAIN_CHARACTERS = "[A-Za-z0-9_./:@%+=-]+";

    String text() {
        String at = "Millrace is at " + address() + ". ";
        if (firstKey.isPresent()) {
            return """
                    %s
                    This first start made your admin key, which is shown only now:

                        %s

                    It is kept in %s,
                    which only the server's user can read. To try it:

                        %s
                    """.formatted(at.strip(), firstKey.get(), keyFile(), example());
        }
        Set<AuthType> types = settings.api().auth().types();
        if (types.contains(AuthType.NONE)) {
            return at + "Everybody on this machine may do everything there (api.auth.type: none).\n";
        }
        if (types.contains(AuthType.API_KEY) && Files.exists(keyFile())) {
            return at + "The admin key is in " + keyFile() + ".\n";
        }
        return at + "Callers show "
                + types.stream().sorted().map(Welcome::credential).collect(Collectors.joining(" or ")) + ".\n";
    }

    private static String credential(AuthType type) {
        return switch (type) {
            case API_KEY -> "an API key";
            case JWT -> "a signed token";
            case HEADER -> "a name that a trusted proxy vouches for";
            case NONE -> "nothing";
        };
    }

    /** A line for a shell on this machine that shows for whom the server takes whoever has the key. */
    String example() {
        String me =
                "/v1/me -H \"Authorization: Bearer $(cat " + quoted(keyFile().toString()) + ")\"";
        Tls tls = settings.api().tls();
        return tls == null
                ? "curl " + address() + me
                : "curl --cacert " + quoted(tls.certificate().toAbsolutePath().toString()) + " " + encrypted(tls) + me;
    }

    /** An address for which the certificate is good; where there is none, the certificate cannot be checked. */
    private String encrypted(Tls tls) {
        String host = host();
        Set<String> names = names(tls);
        return Stream.of(host, "localhost")
                .filter(names::contains)
                .findFirst()
                .map(name -> "https://" + bracketed(name) + ":" + port)
                .or(() -> settings.api().allowedHosts().stream()
                        .filter(names::contains)
                        .sorted()
                        .findFirst()
                        .map(name -> "--connect-to ::%s:%d https://%s:%d".formatted(bracketed(host), port, name, port)))
                .orElse("--insecure " + address());
    }

    private static Set<String> names(Tls tls) {
        try {
            return ServerCertificate.read(tls).names();
        } catch (CertificateException _) {
            return Set.of();
        }
    }

    /** Where the server can be reached from this machine, such as {@code http://127.0.0.1:8080}. */
    String address() {
        return (settings.api().tls() == null ? "http://" : "https://") + bracketed(host()) + ":" + port;
    }

    private String host() {
        String host = settings.api().host();
        return switch (host) {
            case "0.0.0.0" -> "127.0.0.1";
            case "::", "[::]" -> "::1";
            default -> host;
        };
    }

    private static String bracketed(String host) {
        return host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
    }

    private Path keyFile() {
        return AdminKeyFile.in(settings.dataDir()).toAbsolutePath().normalize();
    }

    /** A word as a shell reads it. */
    private static String quoted(String word) {
        return word.matches(PLAIN_CHARACTERS) ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
