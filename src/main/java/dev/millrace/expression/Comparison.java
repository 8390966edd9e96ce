package dev.millrace.expression;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The comparison functions of templates: values of different kinds are an error, numbers compare by value. */
final class Comparison {
    private Comparison() {}

    static boolean equalToAny(List<@Nullable Object> arguments, Budget budget) {
        for (Object other : arguments.subList(1, arguments.size())) {
            if (equal(arguments.getFirst(), other, budget)) {
                return true;
            }
        }
        return false;
    }

    static boolean equal(@Nullable Object first, @Nullable Object second, Budget budget) {
        Object left = Values.plain(first);
        Object right = Values.plain(second);
        if (left == null || right == null) {
            return left == right;
        }
        if (left instanceof List || left instanceof Map || right instanceof List || right instanceof Map) {
            throw new ExpressionException("eq and ne do not compare lists and maps");
        }
        if (left instanceof Number a && right instanceof Number b) {
            return Values.compareNumbers(a, b) == 0;
        }
        if (left.getClass() != right.getClass()) {
            throw incompatible(left, right);
        }
        return Values.equal(left, right, budget);
    }

    static int compare(List<@Nullable Object> arguments, Budget budget) {
        Object left = Values.plain(arguments.get(0));
        Object right = Values.plain(arguments.get(1));
        boolean comparable = (left instanceof Number && right instanceof Number)
                || (left instanceof String && right instanceof String);
        if (!comparable) {
            throw incompatible(left, right);
        }
        return Values.compare(left, right, budget);
    }

    private static ExpressionException incompatible(@Nullable Object left, @Nullable Object right) {
        return new ExpressionException(
                "incompatible types for comparison: " + Values.typeName(left) + " and " + Values.typeName(right));
    }
}
