package dev.millrace.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads the settings of {@code sessions}. */
final class SessionValues {
    private static final Pattern HOST = Pattern.compile("\\*|(\\*\\.)?[a-z0-9_.-]+|\\[[0-9a-f:.]+]");
    private static final Pattern LANGUAGES = Pattern.compile("[A-Za-z_]{3,20}(\\+[A-Za-z_]{3,20}){0,9}");
    private static final Pattern CAPABILITY = Pattern.compile("--[a-z0-9-]+(=?\\*|=[^*]*)?|[A-Za-z][A-Za-z0-9:._-]*");

    /** May stand before an argument of the browser. */
    private static final String ARGUMENTS = "goog:chromeOptions.args:";

    /** What would start programs, or lead around what the other settings close. */
    private static final Set<String> NEVER =
            Set.of("goog:chromeOptions", "moz:firefoxOptions", "ms:edgeOptions", "proxy");

    private final Values values;

    SessionValues(Values values) {
        this.values = values;
    }

    Settings.Sessions read() {
        return new Settings.Sessions(
                values.integer("sessions.max", 0, 1_000),
                values.integer("sessions.max_per_caller", 1, 1_000),
                positive("sessions.idle_timeout"),
                positive("sessions.keyword_timeout"),
                positive("sessions.element_timeout"),
                hosts(),
                values.flag("sessions.allow_private_addresses"),
                drivers(),
                capabilities(),
                values.text("sessions.chrome").strip(),
                values.text("sessions.chromedriver").strip(),
                projectRoot(),
                values.names("sessions.env_allowed"),
                values.text("sessions.tesseract").strip(),
                languages(),
                values.flag("sessions.self_heal"),
                new Settings.Recording(
                        values.bytes("sessions.recording.max_size", 64 << 10, 1L << 40),
                        values.bytes("sessions.recording.max_total", 64 << 10, 1L << 50),
                        positive("sessions.recording.keep")));
    }

    private String languages() {
        String key = "sessions.ocr_languages";
        String languages = values.text(key).strip();
        if (!LANGUAGES.matcher(languages).matches()) {
            values.problem(key, "names of tesseract's languages such as eng or eng+deu");
        }
        return languages;
    }

    private Duration positive(String key) {
        Duration duration = values.duration(key);
        if (!duration.isPositive()) {
            values.problem(key, "a duration above 0");
        }
        return duration;
    }

    private Set<String> hosts() {
        String key = "sessions.allowed_hosts";
        Set<String> hosts = values.names(key).stream()
                .map(host -> host.toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
        if (!hosts.stream().allMatch(host -> HOST.matcher(host).matches())) {
            values.problem(key, "names such as example.com or *.example.com, without a scheme, port or path, or `*`");
        }
        return hosts;
    }

    private Set<String> drivers() {
        String key = "sessions.allowed_drivers";
        Set<String> drivers = values.names(key);
        if (!drivers.stream().allMatch(driver -> driver.equals("local") || isAddress(driver))) {
            values.problem(key, "`local`, and addresses of drivers such as http://grid:4444");
        }
        return drivers;
    }

    private static boolean isAddress(String text) {
        try {
            URI uri = new URI(text);
            return Set.of("http", "https").contains(Objects.requireNonNullElse(uri.getScheme(), ""))
                    && uri.getHost() != null;
        } catch (URISyntaxException _) {
            return false;
        }
    }

    private Set<String> capabilities() {
        String key = "sessions.allowed_capabilities";
        Set<String> names = values.names(key).stream()
                .map(name -> name.startsWith(ARGUMENTS)
                        ? name.substring(ARGUMENTS.length()).strip()
                        : name)
                .collect(Collectors.toSet());
        if (!names.stream().allMatch(name -> CAPABILITY.matcher(name).matches() && !NEVER.contains(name))) {
            values.problem(
                    key,
                    "names of capabilities, and arguments of the browser such as `--lang=*`; never %s"
                            .formatted(NEVER.stream().sorted().collect(Collectors.joining(", "))));
        }
        return names;
    }

    private @Nullable Path projectRoot() {
        String text = values.text("sessions.project_root").strip();
        if (text.isEmpty()) {
            return null;
        }
        try {
            Path folder = Path.of(text).toAbsolutePath().normalize();
            if (Files.isDirectory(folder)) {
                return folder;
            }
        } catch (InvalidPathException _) {
            // Told below.
        }
        values.problem("sessions.project_root", "a folder that exists, or empty");
        return null;
    }
}
