package dev.millrace.expression;

import dev.millrace.expression.Token.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Builds the tree of a condition: operators here, what they connect in {@link OperandParser}. */
final class ConditionParser {
    static final int MAX_LENGTH = 64 * 1024;
    static final int MAX_DEPTH = 300;
    static final int MAX_HEIGHT = 400;

    private final TokenReader tokens;
    private final OperandParser operands;
    private int depth;

    private ConditionParser(String source) {
        this.tokens = new TokenReader(source, ConditionLexer.tokens(source));
        this.operands = new OperandParser(tokens, this);
    }

    static Expr parse(String source) {
        if (source.length() > MAX_LENGTH) {
            throw ExpressionException.at(
                    source, MAX_LENGTH, "a condition may be at most " + MAX_LENGTH + " characters long");
        }
        ConditionParser parser = new ConditionParser(source);
        Expr expr = parser.whole();
        Token rest = parser.tokens.peek();
        if (!rest.is(Kind.END)) {
            throw parser.tokens.error(rest, parser.unexpected(rest));
        }
        checkHeight(source, expr);
        return expr;
    }

    private String unexpected(Token token) {
        if (token.isOperator("=")) {
            return "unexpected \"=\"; compare with ==";
        }
        return "unexpected " + token.shown() + (token.is(Kind.END) ? "; a value is missing" : "");
    }

    ExpressionException unexpectedHere() {
        return tokens.error(tokens.peek(), unexpected(tokens.peek()));
    }

    private record Level(Expr expr, int height) {}

    /** Long chains such as {@code a + a + …} make a high tree without deep parsing. */
    private static void checkHeight(String source, Expr expr) {
        Deque<Level> open = new ArrayDeque<>();
        open.push(new Level(expr, 1));
        while (!open.isEmpty()) {
            Level level = open.pop();
            if (level.height() > MAX_HEIGHT) {
                throw ExpressionException.at(
                        source, level.expr().at().offset(), "more than " + MAX_HEIGHT + " operations hang together");
            }
            level.expr().children().forEach(child -> open.push(new Level(child, level.height() + 1)));
        }
    }

    /** An expression of any kind, with let, if and the ternary operator. */
    Expr whole() {
        enter();
        Expr expr;
        if (tokens.peek().isName("let")) {
            expr = let();
        } else if (tokens.peek().isName("if")) {
            expr = ifElse();
        } else {
            expr = conditional(operation(0));
        }
        depth--;
        return expr;
    }

    private void enter() {
        if (++depth > MAX_DEPTH) {
            throw tokens.error(tokens.peek(), "the condition is nested more than " + MAX_DEPTH + " deep");
        }
    }

    private Expr let() {
        At at = new At(tokens.next().offset());
        Token name = tokens.expect(Kind.NAME, "a name after let");
        tokens.expect("=");
        Expr value = conditional(operation(0));
        tokens.expect(";");
        operands.declare(name);
        Expr body = whole();
        operands.forget();
        return new Expr.Let(name.text(), value, body, at);
    }

    private Expr ifElse() {
        At at = new At(tokens.next().offset());
        Expr test = operation(0);
        Expr then = braced();
        Token otherwise = tokens.next();
        if (!otherwise.isName("else")) {
            throw tokens.error(otherwise, "expected else, not " + otherwise.shown());
        }
        return new Expr.Conditional(test, then, tokens.peek().isName("if") ? whole() : braced(), at);
    }

    private Expr braced() {
        tokens.expect("{");
        Expr expr = whole();
        tokens.expect("}");
        return expr;
    }

    private Expr conditional(Expr test) {
        Token question = tokens.peek();
        At at = new At(question.offset());
        if (tokens.take("?:")) {
            return new Expr.Conditional(test, null, whole(), at);
        }
        if (!tokens.take("?")) {
            return test;
        }
        Expr then = whole();
        tokens.expect(":");
        return new Expr.Conditional(test, then, whole(), at);
    }

    /** Operators that bind at least as tightly as the given precedence. */
    private Expr operation(int precedence) {
        enter();
        Expr left = unary();
        while (true) {
            Token sign = tokens.peek();
            if (sign.isOperator("|") && precedence == 0) {
                tokens.next();
                left = operands.postfix(operands.pipedCall(left));
                continue;
            }
            boolean negated = isNegation();
            BinaryOperator operator = operator(negated ? tokens.peek(1) : sign);
            if (operator == null || operator.precedence() < precedence) {
                depth--;
                return left;
            }
            if (operator.isOrdering()) {
                left = ordering(left);
                continue;
            }
            tokens.next();
            if (negated) {
                tokens.next();
            }
            Expr right = operation(operator.bindsRight() ? operator.precedence() : operator.precedence() + 1);
            At at = new At(sign.offset());
            Expr whole = binary(operator, left, right, at);
            left = negated ? new Expr.Unary(UnaryOperator.NOT, whole, at) : whole;
        }
    }

    private Expr ordering(Expr first) {
        At at = new At(tokens.peek().offset());
        List<Expr> parts = new ArrayList<>(List.of(first));
        List<BinaryOperator> operators = new ArrayList<>();
        BinaryOperator operator = operator(tokens.peek());
        while (operator != null && operator.isOrdering()) {
            tokens.next();
            operators.add(operator);
            parts.add(operation(operator.precedence() + 1));
            operator = operator(tokens.peek());
        }
        return new Expr.Ordering(List.copyOf(parts), List.copyOf(operators), at);
    }

    private boolean isNegation() {
        BinaryOperator operator = operator(tokens.peek(1));
        return tokens.peek().isName("not") && operator != null && operator.isNegatable();
    }

    private static @Nullable BinaryOperator operator(Token token) {
        return token.is(Kind.NAME) || token.is(Kind.OPERATOR) ? BinaryOperator.of(token.text()) : null;
    }

    private Expr binary(BinaryOperator operator, Expr left, Expr right, At at) {
        if (operator == BinaryOperator.MATCHES
                && right instanceof Expr.Literal literal
                && literal.value() instanceof String pattern) {
            try {
                return new Expr.Matches(left, Regex.compile(pattern), at);
            } catch (ExpressionException e) {
                throw operands.located(e, literal.at());
            }
        }
        return new Expr.Binary(operator, left, right, at);
    }

    private Expr unary() {
        Token sign = tokens.peek();
        UnaryOperator operator = unaryOperator(sign);
        if (operator == null) {
            return operands.operand();
        }
        tokens.next();
        Expr operand = operation(operator.precedence());
        return new Expr.Unary(operator, operand, new At(sign.offset()));
    }

    private static @Nullable UnaryOperator unaryOperator(Token token) {
        return switch (token.kind() == Kind.NAME || token.kind() == Kind.OPERATOR ? token.text() : "") {
            case "not", "!" -> UnaryOperator.NOT;
            case "-" -> UnaryOperator.MINUS;
            case "+" -> UnaryOperator.PLUS;
            default -> null;
        };
    }

    /** Expressions with commas between them, up to the closing bracket, which is taken. */
    List<Expr> list(String close) {
        List<Expr> elements = new ArrayList<>();
        while (!tokens.take(close)) {
            elements.add(whole());
            if (!tokens.take(",")) {
                tokens.expect(close);
                break;
            }
        }
        return List.copyOf(elements);
    }
}
