package dev.millrace.expression;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Operators between two operands, with the precedence that expr gives them; all but the power bind to the left. */
enum BinaryOperator {
    OR("or", 10),
    AND("and", 15),
    EQUAL("==", 20),
    NOT_EQUAL("!=", 20),
    LESS("<", 20),
    LESS_OR_EQUAL("<=", 20),
    GREATER(">", 20),
    GREATER_OR_EQUAL(">=", 20),
    IN("in", 20),
    CONTAINS("contains", 20),
    STARTS_WITH("startsWith", 20),
    ENDS_WITH("endsWith", 20),
    MATCHES("matches", 20),
    RANGE("..", 25),
    ADD("+", 30),
    SUBTRACT("-", 30),
    MULTIPLY("*", 60),
    DIVIDE("/", 60),
    REMAINDER("%", 60),
    POWER("**", 100),
    COALESCE("??", 500);

    private static final Map<String, BinaryOperator> BY_SYMBOL = new HashMap<>();

    static {
        Arrays.stream(values()).forEach(operator -> BY_SYMBOL.put(operator.symbol, operator));
        BY_SYMBOL.putAll(Map.of("||", OR, "&&", AND, "^", POWER));
    }

    private final String symbol;
    private final int precedence;

    BinaryOperator(String symbol, int precedence) {
        this.symbol = symbol;
        this.precedence = precedence;
    }

    static @Nullable BinaryOperator of(String symbol) {
        return BY_SYMBOL.get(symbol);
    }

    String symbol() {
        return symbol;
    }

    int precedence() {
        return precedence;
    }

    boolean bindsRight() {
        return this == POWER;
    }

    /** Whether {@code a < b < c} means {@code a < b and b < c}. */
    boolean isOrdering() {
        return switch (this) {
            case LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL -> true;
            default -> false;
        };
    }

    /** Whether it may be written with {@code not} before it, as in {@code not in}. */
    boolean isNegatable() {
        return switch (this) {
            case IN, CONTAINS, STARTS_WITH, ENDS_WITH, MATCHES -> true;
            default -> false;
        };
    }
}
