package dev.millrace.expression;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An expression in the language of {@code expr}, as AWF uses it to choose a way through a workflow.
 *
 * <p>Names that do not exist are nil. Where a nil stands in for a value that is needed (a member is read of it without
 * {@code ?.}, it is ordered, counted or calculated with) the whole condition is undefined: {@link #test} gives false and
 * {@link #evaluate} nil. Direct text values of {@code inputs} that read as a boolean or number are taken as one.
 *
 * <p>Conditions are immutable and safe to share between threads.
 */
public final class Condition {
    private final String source;
    private final Expr expr;

    private Condition(String source, Expr expr) {
        this.source = source;
        this.expr = expr;
    }

    /**
     * Parses a condition.
     *
     * @throws ExpressionException when it is not well formed, calls a function that does not exist, or is longer than 64
     *     Ki chars or nested too deeply
     */
    public static Condition parse(String source) {
        return new Condition(source, ConditionParser.parse(source));
    }

    /**
     * Whether the condition holds, within {@link Limits#DEFAULT}; false when it is undefined.
     *
     * @throws ExpressionException as {@link #evaluate(Scope, Limits)}, and when the value is not a boolean
     */
    public boolean test(Scope scope) {
        return test(scope, Limits.DEFAULT);
    }

    /**
     * Whether the condition holds; false when it is undefined.
     *
     * @throws ExpressionException as {@link #evaluate(Scope, Limits)}, and when the value is not a boolean
     */
    public boolean test(Scope scope, Limits limits) {
        Object value = evaluate(scope, limits);
        if (value instanceof Boolean bool) {
            return bool;
        }
        if (value == null && !(expr instanceof Expr.Literal)) {
            return false;
        }
        throw ExpressionException.at(
                source, 0, "a condition must give a bool (true or false), not " + Values.typeName(value));
    }

    /**
     * The value of the expression, within {@link Limits#DEFAULT}; nil when it is undefined.
     *
     * @throws ExpressionException as {@link #evaluate(Scope, Limits)}
     */
    public @Nullable Object evaluate(Scope scope) {
        return evaluate(scope, Limits.DEFAULT);
    }

    /**
     * The value of the expression: null, a Boolean, Long, Double, String, List or Map; null when it is undefined.
     *
     * @throws ExpressionException when values are of the wrong type, or a limit is reached
     */
    public @Nullable Object evaluate(Scope scope, Limits limits) {
        Evaluator evaluator = new Evaluator(scope, limits);
        try {
            Object value = evaluator.evaluate(expr, null);
            Values.checkDepth(value, evaluator.budget(), 0);
            return value;
        } catch (Undefined _) {
            return null;
        } catch (ExpressionException e) {
            throw e.located(source, evaluator.offset());
        }
    }

    /** The paths from the root that can be seen in the source, such as {@code states.build["Output"]}. */
    public List<Reference> references() {
        List<Reference> found = new ArrayList<>();
        Deque<Expr> open = new ArrayDeque<>();
        open.push(expr);
        while (!open.isEmpty()) {
            Expr next = open.pop();
            List<String> path = path(next);
            if (!path.isEmpty()) {
                found.add(new Reference(path, start(next)));
            } else {
                next.children().reversed().forEach(open::push);
            }
        }
        return List.copyOf(found);
    }

    /** The names from the root to a member, or nothing when it is not read from there by name. */
    private static List<String> path(Expr expr) {
        return switch (expr) {
            case Expr.Root root -> List.of(root.name());
            case Expr.Member member
            when member.key() instanceof Expr.Literal key && key.value() instanceof String name -> {
                List<String> path = new ArrayList<>(path(member.target()));
                if (!path.isEmpty()) {
                    path.add(name);
                }
                yield path;
            }
            default -> List.of();
        };
    }

    private static int start(Expr expr) {
        return expr instanceof Expr.Member member
                ? start(member.target())
                : expr.at().offset();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Condition condition && expr.equals(condition.expr);
    }

    @Override
    public int hashCode() {
        return expr.hashCode();
    }

    /** Source that parses to an equal condition. */
    @Override
    public String toString() {
        return ExprPrinter.print(expr);
    }
}
