package dev.millrace.expression;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes trees of conditions at random, such as the parser could have made. */
final class RandomExpr {
    private static final At AT = new At(0);

    private final Random random;
    private final List<String> locals = new ArrayList<>();
    private int closures;

    RandomExpr(long seed) {
        this.random = new Random(seed);
    }

    Expr expr(int depth) {
        if (depth == 0) {
            return leaf();
        }
        Supplier<Expr> operand = () -> expr(depth - 1);
        return switch (random.nextInt(14)) {
            case 0 -> new Expr.Unary(pick(UnaryOperator.values()), operand.get(), AT);
            case 1, 2, 3 -> binary(operand);
            case 4 -> ordering(operand);
            case 5 -> new Expr.Matches(operand.get(), Regex.compile(pick("a", "^b.*\"$", "\\d+")), AT);
            case 6 -> new Expr.Conditional(operand.get(), maybe(operand), operand.get(), AT);
            case 7 -> let(operand);
            case 8 -> new Expr.ListOf(some(operand, 0), AT);
            case 9 -> map(operand);
            case 10 -> call(operand);
            case 11 -> query(operand);
            default -> members(operand);
        };
    }

    private Expr leaf() {
        return switch (random.nextInt(8)) {
            case 0 -> new Expr.Literal(random.nextLong(Long.MAX_VALUE), AT);
            case 1 -> new Expr.Literal(Math.abs(random.nextGaussian()) * Math.pow(10, random.nextInt(40) - 20), AT);
            case 2 -> new Expr.Literal(string(), AT);
            case 3 -> new Expr.Literal(pick(true, false, null), AT);
            case 4 -> closures == 0 ? new Expr.Root("a", AT) : new Expr.Pointer(pick("", "index", "acc"), AT);
            case 5 ->
                locals.isEmpty() ? new Expr.Root("b", AT) : new Expr.Local(pick(locals.toArray(String[]::new)), AT);
            default -> new Expr.Root(pick("inputs", "states", "len", "_x", "über"), AT);
        };
    }

    private String string() {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(6); i > 0; i--) {
            text.append(pick("a", "\"", "'", "\\", "\n", "\u0001", "é", "😀", "}", "{{"));
        }
        return text.toString();
    }

    private Expr binary(Supplier<Expr> operand) {
        BinaryOperator operator = pick(BinaryOperator.values());
        Expr left = operand.get();
        Expr right = operand.get();
        boolean isPattern = operator == BinaryOperator.MATCHES
                && right instanceof Expr.Literal literal
                && literal.value() instanceof String;
        return operator.isOrdering() || isPattern
                ? new Expr.Binary(BinaryOperator.ADD, left, right, AT)
                : new Expr.Binary(operator, left, right, AT);
    }

    private Expr ordering(Supplier<Expr> operand) {
        List<Expr> operands = new ArrayList<>(List.of(operand.get()));
        List<BinaryOperator> operators = new ArrayList<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            operators.add(pick(BinaryOperator.LESS, BinaryOperator.GREATER_OR_EQUAL));
            operands.add(operand.get());
        }
        return new Expr.Ordering(operands, operators, AT);
    }

    private Expr let(Supplier<Expr> operand) {
        Expr value = operand.get();
        String name = pick("x", "y");
        locals.add(name);
        Expr body = operand.get();
        locals.removeLast();
        return new Expr.Let(name, value, body, AT);
    }

    private Expr map(Supplier<Expr> operand) {
        List<Expr.Entry> entries = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            Expr key = random.nextBoolean() ? new Expr.Literal(string(), AT) : operand.get();
            entries.add(new Expr.Entry(key, operand.get()));
        }
        return new Expr.MapOf(entries, AT);
    }

    private Expr call(Supplier<Expr> operand) {
        Builtin function = pick(Builtin.values());
        List<Expr> arguments = new ArrayList<>(some(operand, 1));
        while (!function.takes(arguments.size())) {
            if (arguments.size() > 3) {
                arguments.clear();
            }
            arguments.add(operand.get());
        }
        return new Expr.Call(function, List.copyOf(arguments), AT);
    }

    private Expr query(Supplier<Expr> operand) {
        QueryFunction function = pick(QueryFunction.values());
        Expr list = operand.get();
        boolean bare = !function.needsClosure() && random.nextBoolean();
        closures++;
        Expr closure = bare ? null : operand.get();
        closures--;
        Expr last = function.takesLast() ? maybe(operand) : null;
        return new Expr.Query(function, list, closure, last, AT);
    }

    private Expr members(Supplier<Expr> operand) {
        Expr expr = operand.get();
        boolean chain = false;
        for (int i = random.nextInt(3); i >= 0; i--) {
            boolean optional = random.nextInt(3) == 0;
            expr = switch (random.nextInt(3)) {
                case 0 -> new Expr.Slice(expr, maybe(operand), maybe(operand), AT);
                case 1 -> new Expr.Member(expr, operand.get(), optional, AT);
                default -> new Expr.Member(expr, new Expr.Literal(pick("b", "not", "c-d"), AT), optional, AT);
            };
            chain |= expr instanceof Expr.Member member && member.optional();
        }
        return chain ? new Expr.Chain(expr, AT) : expr;
    }

    private List<Expr> some(Supplier<Expr> operand, int least) {
        List<Expr> some = new ArrayList<>();
        for (int i = least + random.nextInt(3); i > 0; i--) {
            some.add(operand.get());
        }
        return List.copyOf(some);
    }

    private @Nullable Expr maybe(Supplier<Expr> operand) {
        return random.nextBoolean() ? operand.get() : null;
    }

    @SafeVarargs
    private <T extends @Nullable Object> T pick(T... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
