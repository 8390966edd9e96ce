package dev.millrace.expression;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/** Functions of conditions on numbers. */
final class NumberFunctions {
    private NumberFunctions() {}

    static long toInt(Object value) {
        Long integer =
                switch (value) {
                    case Long n -> n;
                    case Double d when Math.abs(d) < 0x1p63 -> d.longValue();
                    case String text -> InputText.integer(text);
                    default -> null;
                };
        if (integer == null) {
            throw noConversion(value, "an int");
        }
        return integer;
    }

    static double toFloat(Object value) {
        Number number =
                switch (value) {
                    case Number n -> n;
                    case String text -> InputText.number(text);
                    default -> null;
                };
        if (number == null) {
            throw noConversion(value, "a float");
        }
        return number.doubleValue();
    }

    private static ExpressionException noConversion(Object value, String wanted) {
        String shown = value instanceof String text && text.length() <= 40
                ? "the string " + LiteralReader.quoted(text)
                : Values.typeName(value);
        return new ExpressionException(shown + " is not " + wanted);
    }

    static Number abs(Number number) {
        return number.doubleValue() < 0 ? Arithmetic.negate(number) : number;
    }

    /** An int stays as it is; a float is rounded and stays a float. */
    static Number rounded(Number number, DoubleUnaryOperator rounding) {
        if (number instanceof Long) {
            return number;
        }
        return rounding.applyAsDouble(number.doubleValue());
    }

    static double awayFromZero(double number) {
        return Math.abs(number) < 0x1p52 ? Math.copySign(Math.floor(Math.abs(number) + 0.5), number) : number;
    }

    /** The numbers among the arguments, and in lists among them. */
    private static List<Number> numbers(Arguments in) {
        List<Number> numbers = new ArrayList<>();
        for (int i = 0; i < in.count(); i++) {
            if (in.defined(i) instanceof List<?>) {
                in.list(i).forEach(element -> numbers.add(number(Values.plain(element), in.function())));
            } else {
                numbers.add(in.number(i));
            }
        }
        return numbers;
    }

    private static Number number(@Nullable Object value, String function) {
        if (value instanceof Number number) {
            return number;
        }
        throw new ExpressionException(function + " needs numbers, not " + Values.typeName(value));
    }

    static Number sum(List<@Nullable Object> values) {
        Number sum = 0L;
        for (Object value : values) {
            sum = Arithmetic.apply(BinaryOperator.ADD, sum, number(Values.plain(value), "sum"));
        }
        return sum;
    }

    /** The least number for a direction of -1, the greatest for 1; nil when there is none. */
    static @Nullable Number extreme(Arguments in, int direction) {
        return numbers(in).stream()
                .max((a, b) -> direction * Values.compareNumbers(a, b))
                .orElse(null);
    }

    static double mean(Arguments in) {
        List<Number> numbers = numbers(in);
        double sum = numbers.stream().mapToDouble(Number::doubleValue).sum();
        return numbers.isEmpty() ? 0 : Arithmetic.divide(sum, numbers.size());
    }

    static double median(Arguments in) {
        double[] sorted =
                numbers(in).stream().mapToDouble(Number::doubleValue).sorted().toArray();
        if (sorted.length == 0) {
            return 0;
        }
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : Arithmetic.divide(sorted[middle - 1] + sorted[middle], 2);
    }
}
