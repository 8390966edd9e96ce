package dev.millrace.session.keyword;

import dev.millrace.session.driver.Locator;
import dev.millrace.session.error.ErrorCode;
import dev.millrace.session.error.SessionException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The types of parameters, each with the word for it. */
enum ParameterType {
    STR,
    LOCATOR,
    INT,
    FLOAT,
    BOOL,
    LIST;

    private static final Map<Class<?>, ParameterType> BY_CLASS = Map.of(
            String.class, STR,
            Locator.class, LOCATOR,
            int.class, INT,
            double.class, FLOAT,
            boolean.class, BOOL,
            List.class, LIST);

    /** That of a Java type. */
    static ParameterType of(Class<?> type) {
        ParameterType found = BY_CLASS.get(type);
        if (found == null) {
            throw new IllegalArgumentException("no parameter of a keyword can be a " + type);
        }
        return found;
    }

    /** The word for it in lists of keywords. */
    String wire() {
        return this == LOCATOR ? STR.wire() : name().toLowerCase(Locale.ROOT);
    }

    /** A caller's value as this type. Throws E0403 when it is none. */
    Object convert(String parameter, @Nullable Object value) {
        String text = text(value);
        try {
            return switch (this) {
                case STR -> text;
                case LOCATOR -> Locator.parse(text);
                case INT -> whole(text);
                case FLOAT -> finite(text);
                case BOOL -> flag(text);
                case LIST -> value instanceof List<?> list ? texts(list) : List.of(text);
            };
        } catch (NumberFormatException _) {
            throw new SessionException(
                    ErrorCode.E0403,
                    "the parameter `%s` must be %s, not `%s`"
                            .formatted(parameter, this == INT ? "a whole number" : "a number", text));
        } catch (IllegalArgumentException _) {
            throw new SessionException(
                    ErrorCode.E0403, "the parameter `%s` must be true or false, not `%s`".formatted(parameter, text));
        }
    }

    private static Integer whole(String text) {
        double number = finite(text);
        if (number != Math.rint(number) || Math.abs(number) > Integer.MAX_VALUE) {
            throw new NumberFormatException(text);
        }
        return (int) number;
    }

    private static Double finite(String text) {
        double number = Double.parseDouble(text.strip());
        if (!Double.isFinite(number)) {
            throw new NumberFormatException(text);
        }
        return number;
    }

    private static Boolean flag(String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "true", "1", "yes" -> true;
            case "false", "0", "no", "" -> false;
            default -> throw new IllegalArgumentException(text);
        };
    }

    private static List<String> texts(List<?> values) {
        return values.stream().map(ParameterType::text).collect(Collectors.toUnmodifiableList());
    }

    /** Numbers as people write them: a whole one without a fraction. */
    static String text(@Nullable Object value) {
        return switch (value) {
            case null -> "";
            case Double number
            when number == Math.rint(number) && Math.abs(number) < 1e15 -> Long.toString(number.longValue());
            case Object other -> other.toString();
        };
    }
}
