package dev.millrace.expression;

/** Operators before one operand, with the precedence that expr gives them. */
enum UnaryOperator {
    NOT("not ", 50),
    MINUS("-", 90),
    PLUS("+", 90);

    private final String symbol;
    private final int precedence;

    UnaryOperator(String symbol, int precedence) {
        this.symbol = symbol;
        this.precedence = precedence;
    }

    String symbol() {
        return symbol;
    }

    int precedence() {
        return precedence;
    }
}
