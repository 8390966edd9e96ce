package dev.millrace.expression;

import org.jspecify.annotations.Nullable;

/** Arithmetic of conditions on Longs and Doubles. Overflow is an error, never a wrong number. */
final class Arithmetic {
    private Arithmetic() {}

    static Number apply(BinaryOperator operator, @Nullable Object left, @Nullable Object right) {
        if (!(left instanceof Number a) || !(right instanceof Number b)) {
            throw new ExpressionException("%s does not work on %s and %s"
                    .formatted(operator.symbol(), Values.typeName(left), Values.typeName(right)));
        }
        return switch (operator) {
            case DIVIDE -> divide(a.doubleValue(), b.doubleValue());
            case POWER -> finite(Math.pow(a.doubleValue(), b.doubleValue()));
            case REMAINDER -> remainder(a, b);
            default -> a instanceof Long m && b instanceof Long n ? onInts(operator, m, n) : onFloats(operator, a, b);
        };
    }

    private static Number onInts(BinaryOperator operator, long a, long b) {
        try {
            return switch (operator) {
                case ADD -> Math.addExact(a, b);
                case SUBTRACT -> Math.subtractExact(a, b);
                case MULTIPLY -> Math.multiplyExact(a, b);
                default -> throw new IllegalArgumentException(operator.symbol());
            };
        } catch (ArithmeticException _) {
            throw overflow();
        }
    }

    private static Number onFloats(BinaryOperator operator, Number left, Number right) {
        double a = left.doubleValue();
        double b = right.doubleValue();
        return finite(
                switch (operator) {
                    case ADD -> a + b;
                    case SUBTRACT -> a - b;
                    case MULTIPLY -> a * b;
                    default -> throw new IllegalArgumentException(operator.symbol());
                });
    }

    static double divide(double a, double b) {
        if (b == 0) {
            throw new ExpressionException("division by zero");
        }
        return finite(a / b);
    }

    private static long remainder(Number a, Number b) {
        if (!(a instanceof Long m) || !(b instanceof Long n)) {
            throw new ExpressionException(
                    "% works on ints only, not on " + Values.typeName(a) + " and " + Values.typeName(b));
        }
        if (n == 0) {
            throw new ExpressionException("division by zero");
        }
        return m % n;
    }

    static Number negate(Number number) {
        if (number instanceof Long n) {
            if (n == Long.MIN_VALUE) {
                throw overflow();
            }
            return -n;
        }
        return -number.doubleValue();
    }

    private static double finite(double result) {
        if (!Double.isFinite(result)) {
            throw new ExpressionException("the result is too large for a number");
        }
        return result;
    }

    private static ExpressionException overflow() {
        return new ExpressionException("integer overflow: the result does not fit 64 bits");
    }
}
