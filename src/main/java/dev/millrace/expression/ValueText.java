package dev.millrace.expression;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The text of a value as templates print it: Go's default form, or JSON for a {@link JsonValue}. */
final class ValueText {
    private final Budget budget;
    private final StringBuilder out = new StringBuilder();

    private ValueText(Budget budget) {
        this.budget = budget;
    }

    /** The text of a value that is an argument of a function: nil is {@code <nil>}. */
    static String of(@Nullable Object value, Budget budget) {
        if (value instanceof String text) {
            return text;
        }
        ValueText text = new ValueText(budget);
        text.write(value, 0);
        return budget.paid(text.out.toString());
    }

    /** The text of a value that an action prints: nil is {@code <no value>}. */
    static String printed(@Nullable Object value, Budget budget) {
        return value == null ? "<no value>" : of(value, budget);
    }

    private void write(@Nullable Object value, int depth) {
        budget.enter(depth);
        if (value instanceof JsonValue json && !(json.value() instanceof String)) {
            budget.append(out, JsonText.of(json, budget));
            return;
        }
        switch (Values.plain(value)) {
            case null -> out.append("<nil>");
            case Double d -> out.append(NumberText.of(d));
            case String s -> budget.append(out, s);
            case List<?> list -> writeList(list, depth);
            case Map<?, ?> map -> writeMap(map, depth);
            case Object other -> out.append(other);
        }
    }

    private void writeList(List<?> list, int depth) {
        out.append('[');
        String separator = "";
        for (Object element : list) {
            out.append(separator);
            write(element, depth + 1);
            separator = " ";
        }
        out.append(']');
    }

    private void writeMap(Map<?, ?> map, int depth) {
        out.append("map[");
        String separator = "";
        for (Map.Entry<String, @Nullable Object> entry :
                JsonText.sorted(map, budget).entrySet()) {
            budget.append(out.append(separator), entry.getKey());
            out.append(':');
            write(entry.getValue(), depth + 1);
            separator = " ";
        }
        out.append(']');
    }
}
