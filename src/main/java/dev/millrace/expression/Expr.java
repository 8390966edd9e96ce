package dev.millrace.expression;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A part of a condition. */
sealed interface Expr {
    /** Where the part begins; for an operation, where its operator stands. */
    At at();

    /** The parts that this one is made of. */
    List<Expr> children();

    /** A literal: null, Boolean, Long, Double or String. */
    record Literal(@Nullable Object value, At at) implements Expr {
        @Override
        public List<Expr> children() {
            return List.of();
        }
    }

    /** A name of the root. */
    record Root(String name, At at) implements Expr {
        @Override
        public List<Expr> children() {
            return List.of();
        }
    }

    /** A name that an enclosing {@code let} gives. */
    record Local(String name, At at) implements Expr {
        @Override
        public List<Expr> children() {
            return List.of();
        }
    }

    /** What a closure is called with: {@code #}, {@code #index} or {@code #acc}. */
    record Pointer(String name, At at) implements Expr {
        @Override
        public List<Expr> children() {
            return List.of();
        }
    }

    /** {@code target[key]}, which {@code target.key} is too; optional when written with a question mark. */
    record Member(Expr target, Expr key, boolean optional, At at) implements Expr {
        @Override
        public List<Expr> children() {
            return List.of(target, key);
        }
    }

    record Slice(Expr target, @Nullable Expr from, @Nullable Expr to, At at) implements Expr {
        @Override
        public List<Expr> children() {
            return Stream.of(target, from, to).filter(Objects::nonNull).toList();
        }
    }

    /** Members of which an optional one may end the whole with nil. */
    record Chain(Expr body, At at) implements Expr {
        @Override
        public List<Expr> children() {
            return List.of(body);
        }
    }

    record Unary(UnaryOperator operator, Expr operand, At at) implements Expr {
        @Override
        public List<Expr> children() {
            return List.of(operand);
        }
    }

    record Binary(BinaryOperator operator, Expr left, Expr right, At at) implements Expr {
        @Override
        public List<Expr> children() {
            return List.of(left, right);
        }
    }

    /** The operator {@code matches} with a pattern that is a literal. */
    record Matches(Expr text, Regex pattern, At at) implements Expr {
        @Override
        public List<Expr> children() {
            return List.of(text);
        }
    }

    /** One or more of {@code < <= > >=} in a row: {@code a < b <= c} means {@code a < b and b <= c}. */
    record Ordering(List<Expr> operands, List<BinaryOperator> operators, At at) implements Expr {
        @Override
        public List<Expr> children() {
            return operands;
        }
    }

    /** A choice; without a second part ({@code test ?: otherwise}) the test is the value when it is true. */
    record Conditional(Expr test, @Nullable Expr then, Expr otherwise, At at) implements Expr {
        @Override
        public List<Expr> children() {
            return Stream.of(test, then, otherwise).filter(Objects::nonNull).toList();
        }
    }

    record Let(String name, Expr value, Expr body, At at) implements Expr {
        @Override
        public List<Expr> children() {
            return List.of(value, body);
        }
    }

    record ListOf(List<Expr> elements, At at) implements Expr {
        @Override
        public List<Expr> children() {
            return elements;
        }
    }

    record MapOf(List<Entry> entries, At at) implements Expr {
        @Override
        public List<Expr> children() {
            List<Expr> children = new ArrayList<>();
            for (Entry entry : entries) {
                children.add(entry.key());
                children.add(entry.value());
            }
            return children;
        }
    }

    record Entry(Expr key, Expr value) {}

    record Call(Builtin function, List<Expr> arguments, At at) implements Expr {
        @Override
        public List<Expr> children() {
            return arguments;
        }
    }

    /** A function that calls a closure for the elements of a list; what follows the closure is its last argument. */
    record Query(
            QueryFunction function,
            Expr list,
            @Nullable Expr closure,
            @Nullable Expr last,
            At at) implements Expr {
        @Override
        public List<Expr> children() {
            return Stream.of(list, closure, last).filter(Objects::nonNull).toList();
        }
    }
}
