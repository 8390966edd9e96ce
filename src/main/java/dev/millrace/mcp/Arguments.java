package dev.millrace.mcp;

import dev.millrace.http.ProblemException;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of a call, which were checked by nobody yet. What is wrong is a 422 that names the argument.
 *
 * @param values values from JSON, without nulls
 */
record Arguments(Map<String, Object> values) {
    Arguments {
        values = Map.copyOf(values);
    }

    /** These arguments, when all of them are known. */
    Arguments among(Set<String> known) {
        for (String name : values.keySet()) {
            if (!known.contains(name)) {
                throw wrong(
                        name,
                        "there is no argument `%s`; there is: %s"
                                .formatted(name, known.isEmpty() ? "none" : String.join(", ", known)));
            }
        }
        return this;
    }

    /** A text that must be there. */
    String text(String name) {
        String text = textOrNull(name);
        if (text == null || text.isBlank()) {
            throw wrong(name, name + " is required");
        }
        return text;
    }

    @Nullable
    String textOrNull(String name) {
        return of(name, String.class, "a string");
    }

    /** A whole number within these bounds. */
    int number(String name, int usual, int least, int most) {
        Integer number = numberOrNull(name);
        int value = number == null ? usual : number;
        if (value < least || value > most) {
            throw wrong(name, "%s must be from %d to %d".formatted(name, least, most));
        }
        return value;
    }

    @Nullable
    Integer numberOrNull(String name) {
        return of(name, Integer.class, "a whole number of usual size");
    }

    /** A number with or without a fraction. */
    @Nullable
    Double decimalOrNull(String name) {
        Number number = of(name, Number.class, "a number");
        return number == null ? null : number.doubleValue();
    }

    /** An object; empty when it is not there. */
    Map<String, Object> object(String name) {
        @SuppressWarnings("unchecked") // The keys of an object of JSON are texts.
        Map<String, Object> object = (Map<String, Object>) of(name, Map.class, "an object");
        return object == null ? Map.of() : object;
    }

    private <T> @Nullable T of(String name, Class<T> type, String wanted) {
        Object value = values.get(name);
        if (value != null && !type.isInstance(value)) {
            throw wrong(name, "%s must be %s".formatted(name, wanted));
        }
        return type.cast(value);
    }

    private static ProblemException wrong(String name, String message) {
        return ProblemException.invalid("/arguments/" + name, message);
    }
}
