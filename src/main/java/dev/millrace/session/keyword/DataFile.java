package dev.millrace.session.keyword;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.session.error.ErrorCode;
import dev.millrace.session.error.SessionException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads rows of a file of a session's project. */
final class DataFile {
    private static final int LARGEST_MIB = 1;
    private static final String SELECT = "select=";
    private static final ObjectMapper JSON = new ObjectMapper();

    private DataFile() {}

    /**
     * The values that a query chooses, row by row; of rows with several columns each is a JSON object.
     *
     * @throws SessionException E0403 for what is not below the project's folder, or is no CSV or JSON
     */
    static List<String> read(@Nullable Path project, String name, String query, Variables variables) {
        Path file = ProjectFiles.find(project, name, LARGEST_MIB);
        List<Map<String, Object>> rows = new ArrayList<>();
        try {
            String text = Files.readString(file);
            if (file.toString().toLowerCase(Locale.ROOT).endsWith(".json")) {
                JsonNode json = JSON.readTree(text);
                (json.isArray() ? json : List.of(json)).forEach(each -> rows.add(row(each)));
            } else {
                rows.addAll(Csv.rows(text));
            }
        } catch (IOException e) {
            throw new SessionException(ErrorCode.E0403, "`%s` cannot be read as a table of values".formatted(name));
        }
        List<String> values = rows.stream()
                .filter(row -> fits(row, query, variables))
                .map(row -> selected(row, query))
                .toList();
        if (values.isEmpty()) {
            throw new SessionException(ErrorCode.E0403, "no row of `%s` fits the query".formatted(name));
        }
        return values;
    }

    private static Map<String, Object> row(JsonNode node) {
        Map<String, Object> row = new LinkedHashMap<>();
        if (node.isObject()) {
            node.properties().forEach(entry -> row.put(entry.getKey(), text(entry.getValue())));
        } else {
            row.put("value", text(node));
        }
        return row;
    }

    private static String text(JsonNode node) {
        return node.isValueNode() ? node.asText() : node.toString();
    }

    private static boolean fits(Map<String, Object> row, String query, Variables variables) {
        String condition = condition(query);
        if (condition.isEmpty()) {
            return true;
        }
        Map<String, @Nullable Object> typed = new LinkedHashMap<>();
        row.forEach((column, value) -> typed.put(column, Expressions.typed(value.toString())));
        return Boolean.TRUE.equals(Expressions.evaluate(condition, variables, typed));
    }

    private static String selected(Map<String, Object> row, String query) {
        List<String> columns = columns(query);
        Map<String, Object> kept = new LinkedHashMap<>(row);
        if (!columns.isEmpty()) {
            columns.forEach(column -> {
                if (!row.containsKey(column)) {
                    throw new SessionException(
                            ErrorCode.E0403,
                            "there is no column `%s`; there is: %s".formatted(column, String.join(", ", row.keySet())));
                }
            });
            kept.keySet().retainAll(columns);
        }
        return kept.size() == 1
                ? kept.values().iterator().next().toString()
                : JSON.valueToTree(kept).toString();
    }

    private static List<String> columns(String query) {
        String first = query.strip().split(";", 2)[0].strip();
        return first.startsWith(SELECT)
                ? Arrays.stream(first.substring(SELECT.length()).split(","))
                        .map(String::strip)
                        .filter(column -> !column.isEmpty())
                        .toList()
                : List.of();
    }

    private static String condition(String query) {
        String[] parts = query.strip().split(";", 2);
        return parts[0].strip().startsWith(SELECT) ? (parts.length > 1 ? parts[1].strip() : "") : query.strip();
    }
}
