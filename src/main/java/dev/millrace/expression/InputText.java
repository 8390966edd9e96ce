package dev.millrace.expression;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** In conditions, an input that is text but reads as a boolean or number is taken as one. */
final class InputText {
    private static final Pattern INTEGER = Pattern.compile("[+-]?\\d{1,19}");
    private static final Pattern DECIMAL = Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d{1,3})?");
    private static final int LONGEST_NUMBER = 64;

    private InputText() {}

    static @Nullable Object coerced(@Nullable Object value) {
        if (!(value instanceof String text) || text.isEmpty() || text.length() > LONGEST_NUMBER) {
            return value;
        }
        if (text.equals("true") || text.equals("false")) {
            return Boolean.valueOf(text);
        }
        Number number = number(text);
        return number == null ? text : number;
    }

    /** The number that the text is, or null. */
    static @Nullable Number number(String text) {
        Long integer = integer(text);
        if (integer != null) {
            return integer;
        }
        if (!mayBeNumber(text) || !DECIMAL.matcher(text).matches()) {
            return null;
        }
        double number = Double.parseDouble(text);
        return Double.isFinite(number) ? number : null;
    }

    /** The integer that the text is, or null. */
    static @Nullable Long integer(String text) {
        if (!mayBeNumber(text) || !INTEGER.matcher(text).matches()) {
            return null;
        }
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException _) {
            return null;
        }
    }

    private static boolean mayBeNumber(String text) {
        return !text.isEmpty() && text.charAt(0) <= '9';
    }
}
