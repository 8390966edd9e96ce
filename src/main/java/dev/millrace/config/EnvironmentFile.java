package dev.millrace.config;

import dev.millrace.config.Environment.Variable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a file of variables: a {@code NAME=value} on each line, comments after {@code #}. A value in single quotes
 * stands as it is; in double quotes a backslash makes {@code \n}, {@code \t}, {@code \"} and {@code \\}. Nothing is
 * expanded.
 */
final class EnvironmentFile {
    private static final Pattern LINE = Pattern.compile("(?:export\\s+)?([A-Za-z_][A-Za-z0-9_]*)\\s*=\\s*(.*)");
    private static final Pattern SINGLE_QUOTED = Pattern.compile("'([^']*)'\\s*(?:#.*)?");
    private static final Pattern DOUBLE_QUOTED = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"\\s*(?:#.*)?");
    private static final Pattern COMMENT = Pattern.compile("(?:^|\\s+)#.*");
    private static final Pattern ESCAPE = Pattern.compile("\\\\(.)");

    private EnvironmentFile() {}

    /** The variables of a file; none when there is no such file. */
    static Map<String, Variable> read(Path file, List<String> problems) {
        Map<String, Variable> variables = new LinkedHashMap<>();
        if (!Files.exists(file)) {
            return variables;
        }
        try {
            List<String> lines = Files.readAllLines(file);
            for (int i = 0; i < lines.size(); i++) {
                readLine(lines.get(i).strip(), file + " line " + (i + 1), variables, problems);
            }
        } catch (IOException e) {
            problems.add("cannot read " + file + ": " + e.getMessage());
        }
        return variables;
    }

    private static void readLine(String line, String origin, Map<String, Variable> variables, List<String> problems) {
        if (line.isEmpty() || line.startsWith("#")) {
            return;
        }
        Matcher matcher = LINE.matcher(line);
        String value = matcher.matches() ? value(matcher.group(2)) : null;
        if (value == null) {
            // The line is not shown: it may hold a secret.
            problems.add(origin + " must be NAME=value, with the value in quotes when it begins with one");
        } else {
            variables.put(matcher.group(1), new Variable(value, origin));
        }
    }

    private static @Nullable String value(String text) {
        Matcher single = SINGLE_QUOTED.matcher(text);
        if (single.matches()) {
            return single.group(1);
        }
        Matcher quoted = DOUBLE_QUOTED.matcher(text);
        if (quoted.matches()) {
            return ESCAPE.matcher(quoted.group(1))
                    .replaceAll(escape -> Matcher.quoteReplacement(meaning(escape.group(1))));
        }
        boolean broken = text.startsWith("'") || text.startsWith("\"");
        return broken ? null : COMMENT.matcher(text).replaceFirst("");
    }

    private static String meaning(String escaped) {
        return switch (escaped) {
            case "n" -> "\n";
            case "r" -> "\r";
            case "t" -> "\t";
            default -> escaped;
        };
    }
}
