package dev.millrace.config;

import dev.millrace.config.Settings.Encryption;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the URL of a database. What is wrong with one is said without showing it: it may hold a password. */
final class DatabaseUrl {
    private static final Pattern FILE = Pattern.compile("sqlite:((?!//|file:)[^:?][^?]*)");

    /** With the schemes of other programs' settings: {@code mysql+aiomysql} of Python, {@code jdbc:mysql} of Java. */
    private static final Pattern SERVER = Pattern.compile("(?:jdbc:)?(?:mysql|mariadb)(?:\\+[a-z0-9]+)?://"
            + "(?:(?<user>[^/@:?#]*)(?::(?<password>[^/@?#]*))?@)?"
            + "(?<host>\\[[0-9a-fA-F:.%]+\\]|[^/@:?#]+)(?::(?<port>\\d{1,5}))?"
            + "/(?<name>[^/?#]*)(?:\\?(?<options>[^#]*))?");

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_$-]{1,64}");
    private static final Pattern CREDENTIAL = Pattern.compile("(?<=//)([^/@:]*):.*@");
    private static final int PORT = 3306;
    private static final String SSL_MODE = "ssl-mode";

    private DatabaseUrl() {}

    /** Thrown with what the URL must be. */
    static final class Unfit extends Exception {
        private static final long serialVersionUID = 1L;

        Unfit(String wanted) {
            super(wanted);
        }

        String wanted() {
            return Objects.requireNonNull(getMessage());
        }
    }

    static Settings.Database read(String url) throws Unfit {
        if (url.startsWith("sqlite:")) {
            Matcher file = FILE.matcher(url);
            if (!file.matches()) {
                throw new Unfit("`sqlite:` and the path of a file, such as sqlite:${data_dir}/millrace.db");
            }
            return new Settings.Database.Sqlite(Path.of(file.group(1)));
        }
        if (!url.matches("(jdbc:)?(mysql|mariadb)\\b.*")) {
            throw new Unfit(
                    "a URL that begins with `sqlite:`, `mysql://` or `mariadb://`; the scheme `%s` is not supported"
                            .formatted(url.replaceFirst(":.*", "")));
        }
        Matcher server = SERVER.matcher(url);
        if (!server.matches()) {
            throw new Unfit("of the form mysql://user:password@host:3306/name; a character of user or password"
                    + " that has a meaning in URLs is written as %40 (@), %3A (:) or %2F (/)");
        }
        return server(server);
    }

    private static Settings.Database server(Matcher url) throws Unfit {
        int port = url.group("port") == null ? PORT : Integer.parseInt(url.group("port"));
        if (port < 1 || port > 65_535) {
            throw new Unfit("a URL with a port from 1 to 65535");
        }
        String name = url.group("name");
        if (!NAME.matcher(name).matches()) {
            throw new Unfit("a URL that ends with the name of a database (1 to 64 letters, digits, `_`, `-` and `$`),"
                    + " such as mysql://user:password@host:3306/millrace");
        }
        String user = decoded(url.group("user"));
        if (user.isEmpty()) {
            throw new Unfit("a URL with the name of a user: mysql://user:password@host:3306/name");
        }
        return new Settings.Database.Mysql(
                url.group("host").replaceAll("[\\[\\]]", ""),
                port,
                name,
                user,
                new Secret(decoded(url.group("password"))),
                encryption(Objects.requireNonNullElse(url.group("options"), "")));
    }

    private static Encryption encryption(String options) throws Unfit {
        Encryption found = Encryption.DISABLED;
        for (String option : options.split("&")) {
            String[] parts = option.split("=", 2);
            if (parts.length == 2 && parts[0].equals(SSL_MODE)) {
                found = mode(parts[1])
                        .orElseThrow(() -> new Unfit("a URL whose `%s` is one of %s"
                                .formatted(SSL_MODE, Arrays.toString(Encryption.values()))));
            } else if (!option.isEmpty()) {
                throw new Unfit("a URL without the option `%s`; the only one that is known is `%s`"
                        .formatted(parts[0], SSL_MODE));
            }
        }
        return found;
    }

    private static Optional<Encryption> mode(String text) {
        String name = text.toUpperCase(Locale.ROOT).replace('-', '_');
        return Arrays.stream(Encryption.values())
                .filter(mode -> mode.name().equals(name))
                .findFirst();
    }

    private static String decoded(@Nullable String text) throws Unfit {
        try {
            // In this part of a URL, unlike in a form, a plus sign is itself.
            return text == null ? "" : URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            throw new Unfit("a URL in which a `%` of user or password is written as %25");
        }
    }

    /** A URL as a person may see it: without its password. */
    static String shown(String url) {
        return CREDENTIAL.matcher(url).replaceAll("$1:(not shown)@");
    }
}
