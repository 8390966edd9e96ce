package dev.millrace.expression;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The functions len, index and slice of templates. As in Go, they count strings in bytes of UTF-8. */
final class Indexing {
    private Indexing() {}

    static long length(@Nullable Object value, Budget budget) {
        return switch (Values.plain(value)) {
            case String text -> bytes(text, budget).length;
            case List<?> list -> list.size();
            case Map<?, ?> map -> map.size();
            case null, default -> throw new ExpressionException("len of type " + Values.typeName(value));
        };
    }

    private static byte[] bytes(String text, Budget budget) {
        budget.chars(text.length());
        return text.getBytes(UTF_8);
    }

    /** {@code index x 1 "a"} is {@code x[1]["a"]}; a key that a map does not have gives nil. */
    static @Nullable Object index(List<@Nullable Object> arguments, Budget budget) {
        Object value = arguments.getFirst();
        for (Object key : arguments.subList(1, arguments.size())) {
            value = Values.memberOf(value, element(value, Values.plain(key), budget));
        }
        return value;
    }

    private static @Nullable Object element(@Nullable Object owner, @Nullable Object key, Budget budget) {
        return switch (Values.plain(owner)) {
            case Map<?, ?> map -> {
                if (!(key instanceof String)) {
                    throw new ExpressionException("a map is indexed with a string, not " + Values.typeName(key));
                }
                yield map.get(key);
            }
            case List<?> list -> list.get(position(key, list.size() - 1, "index"));
            case String text -> {
                byte[] bytes = bytes(text, budget);
                yield (long) Byte.toUnsignedInt(bytes[position(key, bytes.length - 1, "index")]);
            }
            case null, default -> throw new ExpressionException("cannot index " + Values.typeName(owner));
        };
    }

    private static int position(@Nullable Object position, int last, String function) {
        if (!(position instanceof Long number)) {
            throw new ExpressionException(function + " needs an int as position, not " + Values.typeName(position));
        }
        if (number < 0 || number > last) {
            throw new ExpressionException(function + " is out of range: " + number + ", but the last is " + last);
        }
        return number.intValue();
    }

    static Object slice(List<@Nullable Object> arguments, Budget budget) {
        return switch (Values.plain(arguments.getFirst())) {
            case String text
            when arguments.size() > 3 -> throw new ExpressionException("slice of a string has at most two positions");
            case String text -> {
                byte[] bytes = bytes(text, budget);
                int[] bounds = bounds(arguments, bytes.length);
                yield new String(Arrays.copyOfRange(bytes, bounds[0], bounds[1]), UTF_8);
            }
            case List<?> list -> {
                int[] bounds = bounds(arguments, list.size());
                Object part = list.subList(bounds[0], bounds[1]);
                yield arguments.getFirst() instanceof JsonValue ? new JsonValue(part) : part;
            }
            case null, default ->
                throw new ExpressionException("cannot slice " + Values.typeName(arguments.getFirst()));
        };
    }

    private static int[] bounds(List<@Nullable Object> arguments, int length) {
        int limit = arguments.size() > 3 ? bound(arguments, 3, length) : length;
        int end = arguments.size() > 2 ? bound(arguments, 2, limit) : length;
        int start = arguments.size() > 1 ? bound(arguments, 1, end) : 0;
        return new int[] {start, end};
    }

    private static int bound(List<@Nullable Object> arguments, int index, int limit) {
        return position(Values.plain(arguments.get(index)), limit, "slice");
    }
}
