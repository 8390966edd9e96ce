package dev.millrace.http;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The paths in the API's description, read by how its lines are indented: at each start a parser would take half a second
 * for all that is said of them. A test holds the result against the parser's.
 */
final class DescribedPaths {
    private static final String SECTION = "paths:";
    private static final String PATH = "  ";
    private static final String KEY = "    ";

    private DescribedPaths() {}

    /** What stands directly below each path: methods, and what they have in common. */
    static Map<String, List<String>> all() {
        Map<String, List<String>> paths = new LinkedHashMap<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(DescribedPaths.class.getResourceAsStream("/META-INF/openapi.yaml")),
                StandardCharsets.UTF_8))) {
            String line = lines.readLine();
            while (line != null && !line.equals(SECTION)) {
                line = lines.readLine();
            }
            List<String> keys = List.of();
            for (line = lines.readLine(); line != null && !isAt("", line); line = lines.readLine()) {
                if (isAt(PATH, line)) {
                    keys = new ArrayList<>();
                    paths.put(key(line), keys);
                } else if (isAt(KEY, line)) {
                    keys.add(key(line));
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException("the API's description is part of the program", e);
        }
        return paths;
    }

    /** Whether a line is indented by this much, and no more. */
    private static boolean isAt(String indent, String line) {
        return line.length() > indent.length() && line.startsWith(indent) && line.charAt(indent.length()) != ' ';
    }

    private static String key(String line) {
        return line.substring(0, line.indexOf(':')).strip();
    }
}
