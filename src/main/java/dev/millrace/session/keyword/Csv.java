package dev.millrace.session.keyword;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads comma-separated values (RFC 4180) of which the first line names the columns. */
final class Csv {
    private final String text;
    private int at;

    private Csv(String text) {
        this.text = text;
    }

    /** The rows, each by its columns; what a row lacks is empty. */
    static List<Map<String, Object>> rows(String text) {
        Csv csv = new Csv(text.startsWith("\ufeff") ? text.substring(1) : text);
        List<Map<String, Object>> rows = new ArrayList<>();
        List<String> columns = csv.line();
        while (csv.at < csv.text.length()) {
            List<String> values = csv.line();
            boolean empty = values.size() == 1 && values.getFirst().isEmpty();
            if (!empty) {
                rows.add(row(columns, values));
            }
        }
        return rows;
    }

    private static Map<String, Object> row(List<String> columns, List<String> values) {
        Map<String, Object> row = new LinkedHashMap<>();
        for (int i = 0; i < columns.size(); i++) {
            row.put(columns.get(i).strip(), i < values.size() ? values.get(i) : "");
        }
        return row;
    }

    private List<String> line() {
        List<String> values = new ArrayList<>();
        while (true) {
            values.add(at < text.length() && text.charAt(at) == '"' ? quoted() : plain());
            if (at >= text.length() || text.charAt(at) != ',') {
                skipLineEnd();
                return values;
            }
            at++;
        }
    }

    private String plain() {
        int begin = at;
        while (at < text.length() && ",\r\n".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return text.substring(begin, at);
    }

    /** Up to the quote that no other one follows. */
    private String quoted() {
        StringBuilder value = new StringBuilder();
        at++;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c != '"') {
                value.append(c);
            } else if (at < text.length() && text.charAt(at) == '"') {
                value.append('"');
                at++;
            } else {
                return value.append(plain()).toString();
            }
        }
        return value.toString();
    }

    private void skipLineEnd() {
        if (at < text.length() && text.charAt(at) == '\r') {
            at++;
        }
        if (at < text.length() && text.charAt(at) == '\n') {
            at++;
        }
    }
}
