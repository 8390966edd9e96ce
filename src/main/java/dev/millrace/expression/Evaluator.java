package dev.millrace.expression;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One evaluation of a condition. Not thread-safe. */
final class Evaluator {
    private static final int LONGEST_RANGE = 100_000;

    /** What an optional member of nil gives, up to the end of its chain. */
    private static final Object SKIPPED = new Object();

    private final Scope scope;
    private final Budget budget;
    private final Queries queries;
    private int offset;

    Evaluator(Scope scope, Limits limits) {
        this.scope = scope;
        this.budget = new Budget(limits);
        this.queries = new Queries(this, budget);
    }

    Budget budget() {
        return budget;
    }

    /** Where in the source evaluation has come to: the place of a failure. */
    int offset() {
        return offset;
    }

    @Nullable
    Object evaluate(Expr expr, @Nullable Binding bindings) {
        budget.step();
        return switch (expr) {
            case Expr.Literal literal -> literal.value();
            case Expr.Root root -> Values.plain(scope.get(root.name()));
            case Expr.Local local -> bound(local.name(), local, bindings);
            case Expr.Pointer pointer -> bound("#" + pointer.name(), pointer, bindings);
            case Expr.Member member -> member(member, bindings);
            case Expr.Slice slice -> slice(slice, bindings);
            case Expr.Chain chain -> {
                Object value = evaluate(chain.body(), bindings);
                yield value == SKIPPED ? null : value;
            }
            case Expr.Unary unary -> unary(unary, bindings);
            case Expr.Binary binary -> binary(binary, bindings);
            case Expr.Ordering ordering -> ordering(ordering, bindings);
            case Expr.Matches matches -> matches(matches, bindings);
            case Expr.Conditional conditional -> conditional(conditional, bindings);
            case Expr.Let let ->
                evaluate(let.body(), new Binding(let.name(), evaluate(let.value(), bindings), bindings));
            case Expr.ListOf list -> all(list.elements(), bindings);
            case Expr.MapOf map -> map(map, bindings);
            case Expr.Call call -> {
                List<@Nullable Object> arguments = all(call.arguments(), bindings);
                offset = call.at().offset();
                yield Values.plain(Builtins.apply(call.function(), arguments, budget));
            }
            case Expr.Query query -> queries.apply(query, bindings);
        };
    }

    /** The value of a part that must not be nil. */
    Object defined(Expr expr, @Nullable Binding bindings) {
        return defined(expr, evaluate(expr, bindings));
    }

    private Object defined(Expr expr, @Nullable Object value) {
        if (value != null) {
            return value;
        }
        if (expr instanceof Expr.Literal literal) {
            offset = literal.at().offset();
            throw new ExpressionException("nil cannot be used here");
        }
        throw new Undefined();
    }

    boolean bool(Expr expr, @Nullable Binding bindings, String user) {
        Object value = defined(expr, bindings);
        if (value instanceof Boolean bool) {
            return bool;
        }
        offset = expr.at().offset();
        throw new ExpressionException(user + " needs a bool, not " + Values.typeName(value));
    }

    void at(Expr expr) {
        offset = expr.at().offset();
    }

    private @Nullable Object bound(String name, Expr expr, @Nullable Binding bindings) {
        Binding binding = Binding.find(bindings, name);
        if (binding == null) {
            at(expr);
            throw new ExpressionException(name + " is not defined here");
        }
        return binding.value();
    }

    private @Nullable Object member(Expr.Member member, @Nullable Binding bindings) {
        Object owner = evaluate(member.target(), bindings);
        if (owner == SKIPPED || (owner == null && member.optional())) {
            return SKIPPED;
        }
        Object defined = defined(member.target(), owner);
        Object key = evaluate(member.key(), bindings);
        at(member);
        Object value = Values.plain(Elements.member(defined, key, budget));
        boolean isInput =
                member.target() instanceof Expr.Root root && root.name().equals("inputs");
        return isInput ? InputText.coerced(value) : value;
    }

    private @Nullable Object slice(Expr.Slice slice, @Nullable Binding bindings) {
        Object owner = evaluate(slice.target(), bindings);
        if (owner == SKIPPED) {
            return SKIPPED;
        }
        Object defined = defined(slice.target(), owner);
        Object from = slice.from() == null ? null : defined(slice.from(), bindings);
        Object to = slice.to() == null ? null : defined(slice.to(), bindings);
        at(slice);
        return Elements.slice(defined, from, to, budget);
    }

    private Object unary(Expr.Unary unary, @Nullable Binding bindings) {
        if (unary.operator() == UnaryOperator.NOT) {
            return !bool(unary.operand(), bindings, "not");
        }
        Object value = defined(unary.operand(), bindings);
        at(unary);
        if (!(value instanceof Number number)) {
            throw new ExpressionException(unary.operator().symbol() + " needs a number, not " + Values.typeName(value));
        }
        return unary.operator() == UnaryOperator.MINUS ? Arithmetic.negate(number) : number;
    }

    private @Nullable Object binary(Expr.Binary binary, @Nullable Binding bindings) {
        Expr left = binary.left();
        Expr right = binary.right();
        return switch (binary.operator()) {
            case OR -> bool(left, bindings, "or") || bool(right, bindings, "or");
            case AND -> bool(left, bindings, "and") && bool(right, bindings, "and");
            case COALESCE -> {
                Object value = evaluate(left, bindings);
                yield value == null ? evaluate(right, bindings) : value;
            }
            case EQUAL -> equal(binary, bindings);
            case NOT_EQUAL -> !equal(binary, bindings);
            case IN -> {
                Object element = evaluate(left, bindings);
                Object owner = defined(right, bindings);
                at(binary);
                yield Builtins.isIn(element, owner, budget);
            }
            default -> {
                Object a = defined(left, bindings);
                Object b = defined(right, bindings);
                at(binary);
                yield operation(binary.operator(), a, b);
            }
        };
    }

    private boolean equal(Expr.Binary binary, @Nullable Binding bindings) {
        Object left = evaluate(binary.left(), bindings);
        Object right = evaluate(binary.right(), bindings);
        at(binary);
        return Values.equal(left, right, budget);
    }

    private Object operation(BinaryOperator operator, Object left, Object right) {
        return switch (operator) {
            case CONTAINS -> Builtins.contains(left, right, budget);
            case STARTS_WITH -> text(left, operator).startsWith(text(right, operator));
            case ENDS_WITH -> text(left, operator).endsWith(text(right, operator));
            case MATCHES -> Regex.compile(text(right, operator)).find(text(left, operator), budget);
            case RANGE -> range(left, right);
            default ->
                operator == BinaryOperator.ADD && left instanceof String a && right instanceof String b
                        ? joined(a, b)
                        : Arithmetic.apply(operator, left, right);
        };
    }

    private String joined(String left, String right) {
        budget.room((long) left.length() + right.length());
        return budget.paid(left + right);
    }

    private String text(Object value, BinaryOperator operator) {
        return Arguments.text(value, operator.symbol(), budget);
    }

    private List<@Nullable Object> range(Object left, Object right) {
        if (!(left instanceof Long first) || !(right instanceof Long last)) {
            throw new ExpressionException(
                    ".. needs two ints, not " + Values.typeName(left) + " and " + Values.typeName(right));
        }
        if (last >= first && (last - first < 0 || last - first >= LONGEST_RANGE)) {
            throw new ExpressionException("a range may have at most " + LONGEST_RANGE + " elements");
        }
        List<@Nullable Object> range = new ArrayList<>();
        for (long i = first; i <= last; i++) {
            budget.step();
            range.add(i);
        }
        return range;
    }

    private boolean ordering(Expr.Ordering ordering, @Nullable Binding bindings) {
        Object left = defined(ordering.operands().getFirst(), bindings);
        for (int i = 0; i < ordering.operators().size(); i++) {
            Object right = defined(ordering.operands().get(i + 1), bindings);
            at(ordering);
            if (!holds(ordering.operators().get(i), Values.compare(left, right, budget))) {
                return false;
            }
            left = right;
        }
        return true;
    }

    private static boolean holds(BinaryOperator operator, int comparison) {
        return switch (operator) {
            case LESS -> comparison < 0;
            case LESS_OR_EQUAL -> comparison <= 0;
            case GREATER -> comparison > 0;
            default -> comparison >= 0;
        };
    }

    private boolean matches(Expr.Matches matches, @Nullable Binding bindings) {
        Object text = defined(matches.text(), bindings);
        at(matches);
        return matches.pattern().find(text(text, BinaryOperator.MATCHES), budget);
    }

    private @Nullable Object conditional(Expr.Conditional conditional, @Nullable Binding bindings) {
        boolean test = bool(conditional.test(), bindings, "the test before ?");
        if (!test) {
            return evaluate(conditional.otherwise(), bindings);
        }
        return conditional.then() == null ? true : evaluate(conditional.then(), bindings);
    }

    private List<@Nullable Object> all(List<Expr> parts, @Nullable Binding bindings) {
        List<@Nullable Object> values = new ArrayList<>(parts.size());
        for (Expr part : parts) {
            values.add(evaluate(part, bindings));
        }
        return values;
    }

    private Map<String, @Nullable Object> map(Expr.MapOf map, @Nullable Binding bindings) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (Expr.Entry entry : map.entries()) {
            Object key = defined(entry.key(), bindings);
            if (!(key instanceof String name)) {
                at(entry.key());
                throw new ExpressionException("a key of a map must be a string, not " + Values.typeName(key));
            }
            values.put(name, evaluate(entry.value(), bindings));
        }
        return values;
    }
}
