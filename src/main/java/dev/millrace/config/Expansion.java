package dev.millrace.config;

import dev.millrace.config.Environment.Variable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts variables into the values of the settings file: <code>${NAME}</code>, or <code>${NAME:default}</code> with what
 * holds when it is not set. <code>$${</code> stands for <code>${</code>, and <code>${data_dir}</code> for the setting
 * of that name.
 */
final class Expansion {
    private static final String DATA_DIR = "${data_dir}";
    private static final Pattern PLACE =
            Pattern.compile("\\$\\$\\{|\\$\\{(?:([A-Za-z_][A-Za-z0-9_]*)(?::([^}]*))?\\})?");

    private final Environment environment;
    private final List<String> problems;

    Expansion(Environment environment, List<String> problems) {
        this.environment = environment;
        this.problems = problems;
    }

    /**
     * The value with its variables put in; its origin then names them.
     *
     * @param key of the setting
     * @param origin where the text was written, in words
     */
    SettingsLoader.Value expand(String key, String text, String origin) {
        if (!text.contains("${")) {
            return new SettingsLoader.Value(key, text, origin);
        }
        List<String> origins = new ArrayList<>(List.of(origin));
        String expanded =
                PLACE.matcher(text).replaceAll(place -> Matcher.quoteReplacement(meaning(place, key, origins)));
        return new SettingsLoader.Value(key, expanded, String.join(", ", origins));
    }

    private String meaning(MatchResult place, String key, List<String> origins) {
        if (place.group().equals("$${")) {
            return "${";
        }
        if (place.group().equals(DATA_DIR)) {
            return DATA_DIR;
        }
        String name = place.group(1);
        if (name == null) {
            return problem("`${` in %s must be followed by the name of a variable and `}` (%s); `$${` stands for `${`"
                    .formatted(key, origins.getFirst()));
        }
        Optional<Variable> variable = environment.get(name);
        if (variable.isPresent()) {
            origins.add(variable.get().origin());
            return variable.get().value();
        }
        String fallback = place.group(2);
        return fallback != null
                ? fallback
                : problem("%s needs the variable %s, which is not set (%s); set it, or write ${%s:default}"
                        .formatted(key, name, origins.getFirst(), name));
    }

    private String problem(String message) {
        problems.add(message);
        return "";
    }

    /** A text with the data directory in the place of <code>${data_dir}</code>. */
    static String withDataDir(String text, String dataDir) {
        return text.replace(DATA_DIR, dataDir);
    }
}
