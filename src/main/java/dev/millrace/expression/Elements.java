package dev.millrace.expression;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Members and slices in conditions. Strings count in Unicode characters; negative positions count from the end. */
final class Elements {
    private Elements() {}

    /** A member of a value that is not nil; a key that a map does not have gives nil. */
    static @Nullable Object member(Object owner, @Nullable Object key, Budget budget) {
        return switch (owner) {
            case Map<?, ?> map when key instanceof String -> map.get(key);
            case List<?> list when key instanceof Long position -> list.get(index(position, list.size()));
            case String text when key instanceof Long position -> character(text, position, budget);
            default -> throw refused(owner, key);
        };
    }

    private static ExpressionException refused(Object owner, @Nullable Object key) {
        String shown = key instanceof String name ? "\"" + name + "\"" : "an element at " + Values.typeName(key);
        return new ExpressionException("cannot read " + shown + " of " + Values.typeName(owner));
    }

    private static String character(String text, long position, Budget budget) {
        budget.chars(text.length());
        int index = index(position, text.codePointCount(0, text.length()));
        return Character.toString(text.codePointAt(text.offsetByCodePoints(0, index)));
    }

    private static int index(long position, int size) {
        long index = position < 0 ? position + size : position;
        if (index < 0 || index >= size) {
            throw new ExpressionException("index out of range: " + position + " of " + size);
        }
        return (int) index;
    }

    /** The part from one position to before another; positions beyond the ends mean the ends. */
    static Object slice(@Nullable Object owner, @Nullable Object from, @Nullable Object to, Budget budget) {
        return switch (owner) {
            case List<?> list -> {
                int start = bound(from, list.size(), 0);
                yield list.subList(start, Math.max(start, bound(to, list.size(), list.size())));
            }
            case String text -> {
                budget.chars(text.length());
                int length = text.codePointCount(0, text.length());
                int start = bound(from, length, 0);
                int end = Math.max(start, bound(to, length, length));
                yield text.substring(text.offsetByCodePoints(0, start), text.offsetByCodePoints(0, end));
            }
            case null, default -> throw new ExpressionException("cannot slice " + Values.typeName(owner));
        };
    }

    private static int bound(@Nullable Object position, int size, int absent) {
        if (position == null) {
            return absent;
        }
        if (!(position instanceof Long number)) {
            throw new ExpressionException("a slice needs ints, not " + Values.typeName(position));
        }
        return Math.clamp(number < 0 ? number + size : number, 0, size);
    }
}
