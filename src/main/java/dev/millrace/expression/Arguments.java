package dev.millrace.expression;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The arguments of a function of conditions, read as the kinds of value that the function needs. */
record Arguments(String function, List<@Nullable Object> values, Budget budget) {
    int count() {
        return values.size();
    }

    @Nullable
    Object value(int index) {
        return values.get(index);
    }

    /** An argument that must not be nil; the condition is undefined when it is. */
    Object defined(int index) {
        Object value = values.get(index);
        if (value == null) {
            throw new Undefined();
        }
        return value;
    }

    String text(int index) {
        return text(defined(index), function, budget);
    }

    /** A value as the string that it must be. Reading it is paid for by its length. */
    static String text(Object value, String user, Budget budget) {
        if (value instanceof String text) {
            budget.chars(text.length());
            return text;
        }
        throw needs(user, "a string", value);
    }

    List<?> list(int index) {
        Object value = defined(index);
        if (value instanceof List<?> list) {
            budget.spend(list.size());
            return list;
        }
        throw needs(function, "a list", value);
    }

    Map<?, ?> map(int index) {
        Object value = defined(index);
        if (value instanceof Map<?, ?> map) {
            budget.spend(map.size());
            return map;
        }
        throw needs(function, "a map", value);
    }

    Number number(int index) {
        Object value = defined(index);
        if (value instanceof Number number) {
            return number;
        }
        throw needs(function, "a number", value);
    }

    long integer(int index) {
        Object value = defined(index);
        if (value instanceof Long integer) {
            return integer;
        }
        throw needs(function, "an int", value);
    }

    private static ExpressionException needs(String user, String wanted, Object value) {
        return new ExpressionException(user + " needs " + wanted + ", not " + Values.typeName(value));
    }
}
