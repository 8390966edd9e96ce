package dev.millrace.config;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** A service whose place can be said by several parameters, such as {@code mysql/host}, instead of by one URL. */
enum ServiceParameters {
    MYSQL("mysql/", "database.url"),
    REDIS("redis/", "redis.url");

    /** The part that has to be there when any other one is. */
    static final String HOST = "host";

    private final String beginning;
    private final String setting;

    ServiceParameters(String beginning, String setting) {
        this.beginning = beginning;
        this.setting = setting;
    }

    /** What the names of its parameters begin with, below the prefix. */
    String beginning() {
        return beginning;
    }

    /** The setting that its URL is the value of. */
    String setting() {
        return setting;
    }

    /** What follows the beginning in the names of its parameters. */
    Set<String> parts() {
        return switch (this) {
            case MYSQL -> Set.of(HOST, "port", "user", "password", "database", "ssl-mode");
            case REDIS -> Set.of(HOST, "port", "user", "password", "database", "tls");
        };
    }

    /** The names of its parameters below the prefix, in the order of the alphabet. */
    String names() {
        return beginning + String.join(", " + beginning, new TreeSet<>(parts()));
    }

    /** The URL that says what the parts say; those that are missing have their usual values. */
    String url(Map<String, String> values) {
        return switch (this) {
            case MYSQL ->
                "mysql://%s:%s@%s:%s/%s%s"
                        .formatted(
                                encoded(values.getOrDefault("user", "millrace")),
                                encoded(values.getOrDefault("password", "")),
                                values.get(HOST),
                                values.getOrDefault("port", "3306"),
                                values.getOrDefault("database", "millrace"),
                                values.containsKey("ssl-mode") ? "?ssl-mode=" + values.get("ssl-mode") : "");
            case REDIS ->
                "%s://%s:%s@%s:%s/%s"
                        .formatted(
                                "true".equals(values.get("tls")) ? "rediss" : "redis",
                                encoded(values.getOrDefault("user", "")),
                                encoded(values.getOrDefault("password", "")),
                                values.get(HOST),
                                values.getOrDefault("port", "6379"),
                                values.getOrDefault("database", "0"));
        };
    }

    private static String encoded(String text) {
        // Unlike in a form, a blank in this part of a URL is no plus sign.
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
