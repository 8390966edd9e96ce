package dev.millrace.config;

import dev.millrace.config.SettingsLoader.Value;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads settings as their types. A value that does not fit becomes a problem, and something harmless stands for it. */
final class Values {
    private static final Pattern SIZE = Pattern.compile("(\\d{1,12})\\s*(B|KiB|MiB|GiB)?");
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})\\s*(ms|s|m|h|d)?");

    private static final int KEY_BYTES = 32;

    private final Map<String, Value> values;
    private final List<String> problems;

    Values(Map<String, Value> values, List<String> problems) {
        this.values = values;
        this.problems = problems;
    }

    String text(String key) {
        return value(key).text();
    }

    /** Text that is not blank. */
    String requiredText(String key) {
        String text = text(key).strip();
        if (text.isEmpty()) {
            problem(key, "a text that is not empty");
        }
        return text;
    }

    /** A folder, which must be there unless it is the usual one. */
    Path folder(String key, String usual) {
        Value value = value(key);
        try {
            Path folder = Path.of(value.text());
            if (value.text().equals(usual) || Files.isDirectory(folder)) {
                return folder;
            }
        } catch (InvalidPathException _) {
            // Told below.
        }
        problem(value, "a folder that exists");
        return Path.of("");
    }

    int integer(String key, int least, int most) {
        Value value = value(key);
        try {
            int number = Integer.parseInt(value.text().strip());
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException _) {
            // Told below, in the same words as a number out of range.
        }
        problem(value, "a whole number from " + least + " to " + most);
        return least;
    }

    /** A number from 0 to 1. */
    double ratio(String key) {
        try {
            double ratio = Double.parseDouble(text(key).strip());
            if (ratio >= 0 && ratio <= 1) {
                return ratio;
            }
        } catch (NumberFormatException _) {
            // Told below, in the same words as a number out of range.
        }
        problem(key, "a number from 0 to 1");
        return 0;
    }

    long bytes(String key, long least, long most) {
        Value value = value(key);
        Matcher matcher = SIZE.matcher(value.text().strip());
        if (matcher.matches()) {
            long size = Long.parseLong(matcher.group(1)) * unit(Objects.requireNonNullElse(matcher.group(2), "B"));
            if (size >= least && size <= most) {
                return size;
            }
        }
        problem(value, "a size such as 64KiB or 8MiB, from " + least + " to " + most + " bytes");
        return least;
    }

    Duration duration(String key) {
        return parsedDuration(key).orElse(Duration.ZERO);
    }

    /** A duration within bounds. */
    Duration duration(String key, Duration least, Duration most) {
        Optional<Duration> duration = parsedDuration(key);
        if (duration.isPresent()
                && (duration.get().compareTo(least) < 0 || duration.get().compareTo(most) > 0)) {
            problem(key, "a duration from %d s to %d s".formatted(least.toSeconds(), most.toSeconds()));
        }
        return duration.orElse(least);
    }

    private Optional<Duration> parsedDuration(String key) {
        Value value = value(key);
        Matcher matcher = DURATION.matcher(value.text().strip());
        if (!matcher.matches()) {
            problem(value, "a duration such as 500ms, 30s, 10m or 1h");
            return Optional.empty();
        }
        long amount = Long.parseLong(matcher.group(1));
        return Optional.of(
                switch (Objects.requireNonNullElse(matcher.group(2), "s")) {
                    case "ms" -> Duration.ofMillis(amount);
                    case "m" -> Duration.ofMinutes(amount);
                    case "h" -> Duration.ofHours(amount);
                    case "d" -> Duration.ofDays(amount);
                    default -> Duration.ofSeconds(amount);
                });
    }

    boolean flag(String key) {
        return oneOf(key, "TRUE", "FALSE").equals("TRUE");
    }

    String oneOf(String key, String... allowed) {
        Value value = value(key);
        String text = value.text().strip().toUpperCase(Locale.ROOT);
        if (!Arrays.asList(allowed).contains(text)) {
            problem(value, "one of " + String.join(", ", allowed));
        }
        return text;
    }

    /** The code of a currency (ISO 4217). */
    String currency(String key) {
        Value value = value(key);
        String code = value.text().strip();
        if (Currency.getAvailableCurrencies().stream()
                .noneMatch(currency -> currency.getCurrencyCode().equals(code))) {
            problem(value, "the code of a currency such as USD or EUR");
        }
        return code;
    }

    /** An address to listen on, or a name of one. */
    String host(String key) {
        Value value = value(key);
        String host = value.text().strip();
        if (host.isEmpty() || Network.lookup(host).isEmpty()) {
            problem(value, "an address of this machine such as 127.0.0.1, or 0.0.0.0 for all of them");
        }
        return host;
    }

    /** The parts of a list, which have commas between them. */
    Set<String> names(String key) {
        return Arrays.stream(text(key).split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Text that must be fit for a header; no message shows it. */
    String secret(String key) {
        Value value = value(key);
        String secret = value.text().strip();
        if (!secret.chars().allMatch(c -> c > ' ' && c < 127)) {
            problems.add("%s must be one word of ASCII characters (set in %s)".formatted(key, value.origin()));
        }
        return secret;
    }

    /** 32 bytes in base64, or nothing; no message shows it. */
    Secret key(String key) {
        Secret secret = new Secret(text(key).strip());
        if (!secret.isEmpty() && !isKey(secret.value())) {
            hiddenProblem(key, "32 bytes in base64, or empty (`openssl rand -base64 32` makes one)");
        }
        return secret;
    }

    private static boolean isKey(String base64) {
        try {
            return Base64.getDecoder().decode(base64).length == KEY_BYTES;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    /** An address of scheme http or https, without a slash at its end. */
    String url(String key) {
        Value value = value(key);
        String url = value.text().strip().replaceAll("/+$", "");
        try {
            URI uri = new URI(url);
            if (Set.of("http", "https").contains(Objects.requireNonNullElse(uri.getScheme(), ""))
                    && uri.getHost() != null) {
                return url;
            }
        } catch (URISyntaxException _) {
            // Told below.
        }
        problem(value, "an address that begins with http:// or https://");
        return url;
    }

    /** The same, or empty. */
    String urlOrNothing(String key) {
        return text(key).isBlank() ? "" : url(key);
    }

    /** A database, by its URL. No message shows it: it may hold a password. */
    Settings.Database database(String key) {
        try {
            return DatabaseUrl.read(text(key).strip());
        } catch (DatabaseUrl.Unfit e) {
            hiddenProblem(key, e.wanted());
            return new Settings.Database.Sqlite(Path.of(""));
        }
    }

    /** The keys of all settings. */
    Set<String> keys() {
        return values.keySet();
    }

    private Value value(String key) {
        return Objects.requireNonNull(values.get(key), key);
    }

    void problem(String key, String wanted) {
        problem(value(key), wanted);
    }

    /** A value that other settings call for is not there. */
    void missing(String key, String when) {
        problems.add("%s must be set %s".formatted(key, when));
    }

    /** A problem whose message does not show the value. */
    void hiddenProblem(String key, String wanted) {
        problems.add(
                "%s must be %s (set in %s)".formatted(key, wanted, value(key).origin()));
    }

    private void problem(Value value, String wanted) {
        problems.add(
                "%s must be %s, not `%s` (set in %s)".formatted(value.key(), wanted, value.text(), value.origin()));
    }

    private static long unit(String name) {
        return switch (name) {
            case "KiB" -> 1L << 10;
            case "MiB" -> 1L << 20;
            case "GiB" -> 1L << 30;
            default -> 1;
        };
    }
}
