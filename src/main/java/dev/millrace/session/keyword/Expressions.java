package dev.millrace.session.keyword;

import dev.millrace.expression.Condition;
import dev.millrace.expression.ExpressionException;
import dev.millrace.expression.Limits;
import dev.millrace.expression.Scope;
import dev.millrace.session.error.ErrorCode;
import dev.millrace.session.error.SessionException;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Works out expressions of callers, within limits. <code>${name}</code> is a value in them, never a piece of their text. */
final class Expressions {
    private static final Limits LIMITS = new Limits(200_000, 1 << 20);
    private static final Pattern QUOTED = Pattern.compile("(['\"])\\$\\{([^{}'\"\\\\]+)}\\1");
    private static final Pattern PLAIN = Pattern.compile("\\$\\{([^{}'\"\\\\]+)}");

    private Expressions() {}

    /** The value of an expression over a session's variables. Throws E0403 when it cannot be worked out. */
    static @Nullable Object evaluate(String expression, Variables variables) {
        return evaluate(expression, variables, Map.of());
    }

    /** The same with further names. */
    static @Nullable Object evaluate(String expression, Variables variables, Map<String, @Nullable Object> more) {
        Map<String, Object> texts = variables.firsts();
        Map<String, Object> values = new HashMap<>();
        texts.forEach((name, text) -> values.put(name, typed(text.toString())));
        requireKnown(expression, texts);
        String source = PLAIN.matcher(QUOTED.matcher(expression).replaceAll("texts[\"$2\"]"))
                .replaceAll("vars[\"$1\"]");
        Map<String, @Nullable Object> names = new HashMap<>(more);
        names.put("texts", texts);
        names.put("vars", values);
        try {
            return Condition.parse(source).evaluate(Scope.of(names), LIMITS);
        } catch (ExpressionException e) {
            throw new SessionException(ErrorCode.E0403, "`%s`: %s".formatted(expression, e.getMessage()));
        }
    }

    private static void requireKnown(String expression, Map<String, Object> texts) {
        Matcher matcher = PLAIN.matcher(expression);
        while (matcher.find()) {
            if (!texts.containsKey(matcher.group(1))) {
                throw new SessionException(ErrorCode.E0403, "there is no variable `%s`".formatted(matcher.group(1)));
            }
        }
    }

    /** A text that reads as a number or a truth value is one. */
    static Object typed(String text) {
        String plain = text.strip();
        if (plain.equals("true") || plain.equals("false")) {
            return Boolean.valueOf(plain);
        }
        try {
            return Long.valueOf(plain);
        } catch (NumberFormatException _) {
            // Perhaps with a fraction.
        }
        try {
            double number = Double.parseDouble(plain);
            return Double.isFinite(number) && plain.matches("[-+0-9.eE]+") ? (Object) number : text;
        } catch (NumberFormatException _) {
            return text;
        }
    }
}
