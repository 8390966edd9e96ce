package dev.millrace.expression;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The value model that both languages share: null, Boolean, Long, Double, String, List and Map. */
final class Values {
    private Values() {}

    /** The value without its {@link JsonValue} wrapper, numbers as Long or Double. */
    static @Nullable Object plain(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case String s -> s;
            case Long n -> n;
            case Boolean b -> b;
            case Double d -> d;
            case JsonValue json -> plain(json.value());
            case Integer n -> n.longValue();
            case Short n -> n.longValue();
            case Byte n -> n.longValue();
            case Float f -> Double.valueOf(f.toString());
            case BigInteger n -> fromDecimal(new BigDecimal(n));
            case BigDecimal n -> fromDecimal(n);
            case Character c -> c.toString();
            case Enum<?> e -> e.name();
            default -> value;
        };
    }

    private static Object fromDecimal(BigDecimal number) {
        boolean fitsLong = number.precision() - number.scale() <= 19
                && (number.scale() <= 0 || number.stripTrailingZeros().scale() <= 0)
                && number.toBigInteger().bitLength() < Long.SIZE;
        return fitsLong ? (Object) number.longValue() : (Object) number.doubleValue();
    }

    /** A member of a value that prints as JSON prints as JSON too. */
    static @Nullable Object memberOf(@Nullable Object owner, @Nullable Object member) {
        return owner instanceof JsonValue && !(member instanceof JsonValue) ? new JsonValue(member) : member;
    }

    /** What a value is called in messages and by the condition function {@code type}. */
    static String typeName(@Nullable Object value) {
        return switch (plain(value)) {
            case null -> "nil";
            case Boolean _ -> "bool";
            case Long _ -> "int";
            case Double _ -> "float";
            case String _ -> "string";
            case List<?> _ -> "list";
            case Map<?, ?> _ -> "map";
            case Object other -> other.getClass().getSimpleName();
        };
    }

    /** Whether a template takes the value as true: everything but false, zero, nil and what is empty. */
    static boolean isTrue(@Nullable Object value) {
        return switch (plain(value)) {
            case null -> false;
            case Boolean b -> b;
            case Long n -> n != 0;
            case Double d -> d != 0;
            case String s -> !s.isEmpty();
            case List<?> list -> !list.isEmpty();
            case Map<?, ?> map -> !map.isEmpty();
            default -> true;
        };
    }

    /** Deep equality; numbers are equal by value, values of different kinds are not equal. */
    static boolean equal(@Nullable Object left, @Nullable Object right, Budget budget) {
        return equal(left, right, budget, 0);
    }

    private static boolean equal(@Nullable Object first, @Nullable Object second, Budget budget, int depth) {
        budget.enter(depth);
        Object left = plain(first);
        Object right = plain(second);
        if (left instanceof Number a && right instanceof Number b) {
            return compareNumbers(a, b) == 0;
        }
        if (left instanceof String a && right instanceof String b) {
            budget.chars(a.length() == b.length() ? a.length() : 0);
            return a.equals(b);
        }
        if (left instanceof List<?> a && right instanceof List<?> b) {
            return equalLists(a, b, budget, depth);
        }
        if (left instanceof Map<?, ?> a && right instanceof Map<?, ?> b) {
            return equalMaps(a, b, budget, depth);
        }
        return Objects.equals(left, right);
    }

    private static boolean equalLists(List<?> left, List<?> right, Budget budget, int depth) {
        if (left.size() != right.size()) {
            return false;
        }
        for (int i = 0; i < left.size(); i++) {
            if (!equal(left.get(i), right.get(i), budget, depth + 1)) {
                return false;
            }
        }
        return true;
    }

    private static boolean equalMaps(Map<?, ?> left, Map<?, ?> right, Budget budget, int depth) {
        if (left.size() != right.size()) {
            return false;
        }
        for (Map.Entry<?, ?> entry : left.entrySet()) {
            Object other = right.get(entry.getKey());
            if (other == null && !right.containsKey(entry.getKey())) {
                return false;
            }
            if (!equal(entry.getValue(), other, budget, depth + 1)) {
                return false;
            }
        }
        return true;
    }

    /** Compares Longs and Doubles by value. */
    static int compareNumbers(Number left, Number right) {
        if (left instanceof Long a && right instanceof Long b) {
            return a.compareTo(b);
        }
        double a = left.doubleValue();
        double b = right.doubleValue();
        return a == b ? 0 : Double.compare(a, b);
    }

    /** Compares two numbers or two strings. */
    static int compare(@Nullable Object left, @Nullable Object right, Budget budget) {
        if (left instanceof Number a && right instanceof Number b) {
            return compareNumbers(a, b);
        }
        if (left instanceof String a && right instanceof String b) {
            budget.chars(Math.min(a.length(), b.length()));
            return a.compareTo(b);
        }
        throw new ExpressionException("cannot compare " + typeName(left) + " with " + typeName(right)
                + "; two numbers or two strings can be");
    }

    /** Refuses values nested so deeply that they cannot be walked safely. */
    static void checkDepth(@Nullable Object value, Budget budget, int depth) {
        budget.enter(depth);
        switch (plain(value)) {
            case List<?> list -> list.forEach(element -> checkDepth(element, budget, depth + 1));
            case Map<?, ?> map -> map.values().forEach(element -> checkDepth(element, budget, depth + 1));
            case null, default -> {}
        }
    }
}
