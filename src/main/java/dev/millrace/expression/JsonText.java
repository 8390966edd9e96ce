package dev.millrace.expression;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Writes a value as compact JSON: keys sorted, HTML left as it is. */
final class JsonText {
    private final Budget budget;
    private final StringBuilder out = new StringBuilder();

    private JsonText(Budget budget) {
        this.budget = budget;
    }

    static String of(@Nullable Object value, Budget budget) {
        JsonText text = new JsonText(budget);
        text.write(value, 0);
        return budget.paid(text.out.toString());
    }

    private void write(@Nullable Object value, int depth) {
        budget.enter(depth);
        switch (Values.plain(value)) {
            case null -> out.append("null");
            case Boolean b -> out.append(b.booleanValue());
            case Long n -> out.append(n.longValue());
            case Double d -> writeNumber(d);
            case String s -> writeString(s);
            case List<?> list -> writeList(list, depth);
            case Map<?, ?> map -> writeMap(map, depth);
            case Object other -> writeString(other.toString());
        }
    }

    private void writeNumber(double number) {
        if (!Double.isFinite(number)) {
            throw new ExpressionException("JSON has no number " + NumberText.of(number));
        }
        out.append(NumberText.of(number).replace("e-0", "e-"));
    }

    private void writeList(List<?> list, int depth) {
        out.append('[');
        String separator = "";
        for (Object element : list) {
            out.append(separator);
            write(element, depth + 1);
            separator = ",";
        }
        out.append(']');
    }

    private void writeMap(Map<?, ?> map, int depth) {
        out.append('{');
        String separator = "";
        for (Map.Entry<String, @Nullable Object> entry : sorted(map, budget).entrySet()) {
            out.append(separator);
            writeString(entry.getKey());
            out.append(':');
            write(entry.getValue(), depth + 1);
            separator = ",";
        }
        out.append('}');
    }

    /** The entries of a map in the order in which everything here visits them. */
    static Map<String, @Nullable Object> sorted(Map<?, ?> map, Budget budget) {
        budget.spend(map.size());
        Map<String, @Nullable Object> sorted = new TreeMap<>();
        map.forEach((key, element) -> sorted.put(String.valueOf(key), element));
        return sorted;
    }

    private void writeString(String text) {
        budget.room((long) out.length() + text.length());
        budget.chars(text.length());
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            writeChar(text.charAt(i));
        }
        out.append('"');
    }

    private void writeChar(char c) {
        switch (c) {
            case '"' -> out.append("\\\"");
            case '\\' -> out.append("\\\\");
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            case '\b' -> out.append("\\b");
            case '\f' -> out.append("\\f");
            default -> {
                if (c < ' ' || c == '\u2028' || c == '\u2029') {
                    out.append("\\u%04x".formatted((int) c));
                } else {
                    out.append(c);
                }
            }
        }
    }
}
