package dev.millrace.config;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the URL of a Redis. What is wrong with one is said without showing it: it may hold a password. */
final class RedisUrl {
    private static final Pattern FORM = Pattern.compile("(?<scheme>rediss?)://"
            + "(?:(?<user>[^/@:?#]*):(?<password>[^/@?#]*)@)?"
            + "(?<host>\\[[0-9a-fA-F:.%]+\\]|[^/@:?#\\[\\]]+)(?::(?<port>\\d{1,5}))?"
            + "(?:/(?<database>\\d{0,4}))?");

    private static final int PORT = 6379;

    private RedisUrl() {}

    /** What the URL names; null when it is empty, or is not one. */
    static Settings.@Nullable Redis read(Values values, String key) {
        String url = values.text(key).strip();
        if (url.isEmpty()) {
            return null;
        }
        Matcher form = FORM.matcher(url);
        if (!form.matches()) {
            values.hiddenProblem(
                    key,
                    "empty, or of the form redis://user:password@host:6379/0 (rediss:// when it is encrypted); a character of"
                            + " user or password that has a meaning in URLs is written as %40 (@), %3A (:) or %2F (/)");
            return null;
        }
        return read(form, values, key);
    }

    private static Settings.@Nullable Redis read(Matcher form, Values values, String key) {
        int port = number(form.group("port"), PORT);
        if (port < 1 || port > 65_535) {
            values.hiddenProblem(key, "a URL with a port from 1 to 65535");
            return null;
        }
        try {
            return new Settings.Redis(
                    form.group("host").replaceAll("[\\[\\]]", ""),
                    port,
                    decoded(form.group("user")),
                    new Secret(decoded(form.group("password"))),
                    number(form.group("database"), 0),
                    form.group("scheme").equals("rediss"));
        } catch (IllegalArgumentException _) {
            values.hiddenProblem(key, "a URL in which a `%` of user or password is written as %25");
            return null;
        }
    }

    private static int number(@Nullable String digits, int otherwise) {
        return digits == null || digits.isEmpty() ? otherwise : Integer.parseInt(digits);
    }

    private static String decoded(@Nullable String text) {
        // In this part of a URL, unlike in a form, a plus sign is itself.
        return URLDecoder.decode(Objects.requireNonNullElse(text, "").replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
