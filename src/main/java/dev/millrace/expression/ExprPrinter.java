package dev.millrace.expression;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes a condition back as source that parses to an equal tree. */
final class ExprPrinter {
    /** What binds more tightly than any operator. */
    private static final int PRIMARY = 1000;
    /** What needs parentheses wherever it is an operand. */
    private static final int LOOSEST = -1;

    private static final int ORDERING = BinaryOperator.LESS.precedence();

    private final StringBuilder out = new StringBuilder();

    static String print(Expr expr) {
        ExprPrinter printer = new ExprPrinter();
        printer.whole(expr);
        return printer.out.toString();
    }

    private static int precedence(Expr expr) {
        return switch (expr) {
            case Expr.Let _ -> LOOSEST;
            case Expr.Conditional _ -> LOOSEST;
            case Expr.Unary unary -> unary.operator().precedence();
            case Expr.Binary binary -> binary.operator().precedence();
            case Expr.Ordering _ -> ORDERING;
            case Expr.Matches _ -> BinaryOperator.MATCHES.precedence();
            default -> PRIMARY;
        };
    }

    /** A part that must bind at least as tightly as given, in parentheses when it does not. */
    private void operand(Expr expr, int least) {
        if (precedence(expr) >= least) {
            whole(expr);
        } else {
            out.append('(');
            whole(expr);
            out.append(')');
        }
    }

    private void whole(Expr expr) {
        switch (expr) {
            case Expr.Literal literal -> literal(literal.value());
            case Expr.Root root -> out.append(root.name());
            case Expr.Local local -> out.append(local.name());
            case Expr.Pointer pointer -> out.append('#').append(pointer.name());
            case Expr.Member member -> member(member);
            case Expr.Slice slice -> slice(slice);
            case Expr.Chain chain -> whole(chain.body());
            case Expr.Unary unary -> {
                out.append(unary.operator().symbol());
                operand(unary.operand(), unary.operator().precedence());
            }
            case Expr.Binary binary -> binary(binary);
            case Expr.Ordering ordering -> ordering(ordering);
            case Expr.Matches matches -> {
                operand(matches.text(), BinaryOperator.MATCHES.precedence());
                out.append(" matches ")
                        .append(LiteralReader.quoted(matches.pattern().source()));
            }
            case Expr.Conditional conditional -> conditional(conditional);
            case Expr.Let let -> {
                out.append("let ").append(let.name()).append(" = ");
                operand(let.value(), 0);
                out.append("; ");
                whole(let.body());
            }
            case Expr.ListOf list -> {
                out.append('[');
                list(list.elements());
                out.append(']');
            }
            case Expr.MapOf map -> map(map);
            case Expr.Call call -> {
                out.append(call.function().word()).append('(');
                list(call.arguments());
                out.append(')');
            }
            case Expr.Query query -> query(query);
        }
    }

    private void literal(@Nullable Object value) {
        out.append(
                switch (value) {
                    case null -> "nil";
                    case String text -> LiteralReader.quoted(text);
                    default -> value.toString();
                });
    }

    private void list(List<Expr> elements) {
        String separator = "";
        for (Expr element : elements) {
            out.append(separator);
            whole(element);
            separator = ", ";
        }
    }

    /** What a member is read of; a number would swallow the dot, and a chain of its own would be prolonged. */
    private void target(Expr target) {
        boolean isNumber = target instanceof Expr.Literal literal && literal.value() instanceof Number;
        operand(target, isNumber || target instanceof Expr.Chain ? PRIMARY + 1 : PRIMARY);
    }

    private void member(Expr.Member member) {
        target(member.target());
        if (member.key() instanceof Expr.Literal literal
                && literal.value() instanceof String name
                && name.matches("[A-Za-z_][A-Za-z0-9_]*")) {
            out.append(member.optional() ? "?." : ".").append(name);
        } else {
            out.append(member.optional() ? "?.[" : "[");
            whole(member.key());
            out.append(']');
        }
    }

    private void slice(Expr.Slice slice) {
        target(slice.target());
        out.append('[');
        if (slice.from() != null) {
            operand(slice.from(), 0);
        }
        out.append(':');
        if (slice.to() != null) {
            operand(slice.to(), 0);
        }
        out.append(']');
    }

    private void binary(Expr.Binary binary) {
        int precedence = binary.operator().precedence();
        boolean right = binary.operator().bindsRight();
        operand(binary.left(), right ? precedence + 1 : precedence);
        out.append(' ').append(binary.operator().symbol()).append(' ');
        operand(binary.right(), right ? precedence : precedence + 1);
    }

    private void ordering(Expr.Ordering ordering) {
        operand(ordering.operands().getFirst(), ORDERING + 1);
        for (int i = 0; i < ordering.operators().size(); i++) {
            out.append(' ').append(ordering.operators().get(i).symbol()).append(' ');
            operand(ordering.operands().get(i + 1), ORDERING + 1);
        }
    }

    private void conditional(Expr.Conditional conditional) {
        operand(conditional.test(), 0);
        if (conditional.then() == null) {
            out.append(" ?: ");
        } else {
            out.append(" ? ");
            whole(conditional.then());
            out.append(" : ");
        }
        whole(conditional.otherwise());
    }

    private void map(Expr.MapOf map) {
        out.append('{');
        String separator = "";
        for (Expr.Entry entry : map.entries()) {
            out.append(separator);
            if (entry.key() instanceof Expr.Literal literal && literal.value() instanceof String name) {
                out.append(LiteralReader.quoted(name));
            } else {
                out.append('(');
                whole(entry.key());
                out.append(')');
            }
            out.append(": ");
            whole(entry.value());
            separator = ", ";
        }
        out.append('}');
    }

    private void query(Expr.Query query) {
        out.append(query.function().word()).append('(');
        whole(query.list());
        if (query.closure() != null) {
            out.append(", {");
            whole(query.closure());
            out.append('}');
        }
        if (query.last() != null) {
            out.append(", ");
            whole(query.last());
        }
        out.append(')');
    }
}
