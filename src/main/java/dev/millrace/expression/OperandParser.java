package dev.millrace.expression;

import dev.millrace.expression.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Parses what the operators of a condition connect: literals, names, calls, closures and what follows them. */
final class OperandParser {
    private static final Set<String> RESERVED =
            Set.of("and", "or", "not", "in", "contains", "startsWith", "endsWith", "matches", "let", "if", "else");
    private static final Set<String> POINTERS = Set.of("", "index", "acc");

    private final TokenReader tokens;
    private final ConditionParser expressions;
    private final List<String> locals = new ArrayList<>();
    private int closures;

    OperandParser(TokenReader tokens, ConditionParser expressions) {
        this.tokens = tokens;
        this.expressions = expressions;
    }

    void declare(Token name) {
        if (RESERVED.contains(name.text()) || isFunction(name.text())) {
            throw tokens.error(name, "\"" + name.text() + "\" already means something; choose another name");
        }
        locals.add(name.text());
    }

    void forget() {
        locals.removeLast();
    }

    ExpressionException located(ExpressionException e, At at) {
        return tokens.error(new Token(Kind.END, "", null, false, at.offset()), e.reason());
    }

    Expr operand() {
        Token token = tokens.peek();
        At at = new At(token.offset());
        return switch (token.kind()) {
            case LITERAL -> {
                tokens.next();
                yield postfix(new Expr.Literal(token.value(), at));
            }
            case NAME -> postfix(name(token, at));
            case OPERATOR -> postfix(bracketed(token, at));
            default -> throw expressions.unexpectedHere();
        };
    }

    private Expr bracketed(Token token, At at) {
        switch (token.text()) {
            case "(" -> {
                tokens.next();
                Expr inner = expressions.whole();
                tokens.expect(")");
                return inner;
            }
            case "[" -> {
                tokens.next();
                return new Expr.ListOf(expressions.list("]"), at);
            }
            case "{" -> {
                tokens.next();
                return new Expr.MapOf(entries(), at);
            }
            case "#", "." -> {
                return pointer(token, at);
            }
            default -> throw expressions.unexpectedHere();
        }
    }

    /** {@code #} with an optional name; a leading dot reads a member of it and is left to be read. */
    private Expr pointer(Token token, At at) {
        if (closures == 0) {
            throw tokens.error(
                    token, token.shown() + " has a meaning only inside a closure such as all(list, {# > 1})");
        }
        if (token.text().equals(".")) {
            return new Expr.Pointer("", at);
        }
        tokens.next();
        Token name = tokens.peek();
        if (!name.is(Kind.NAME) || name.spaced()) {
            return new Expr.Pointer("", at);
        }
        tokens.next();
        if (!POINTERS.contains(name.text())) {
            throw tokens.error(name, "there is #, #index and #acc, but no #" + name.text());
        }
        return new Expr.Pointer(name.text(), at);
    }

    private List<Expr.Entry> entries() {
        List<Expr.Entry> entries = new ArrayList<>();
        while (!tokens.take("}")) {
            Token token = tokens.peek();
            Expr key;
            if (token.is(Kind.NAME) || token.is(Kind.LITERAL)) {
                tokens.next();
                key = new Expr.Literal(
                        token.value() instanceof String text ? text : token.text(), new At(token.offset()));
            } else {
                tokens.expect("(");
                key = expressions.whole();
                tokens.expect(")");
            }
            tokens.expect(":");
            entries.add(new Expr.Entry(key, expressions.whole()));
            if (!tokens.take(",")) {
                tokens.expect("}");
                break;
            }
        }
        return List.copyOf(entries);
    }

    private Expr name(Token token, At at) {
        boolean isCall = tokens.peek(1).isOperator("(");
        if (RESERVED.contains(token.text()) && !(isCall && isFunction(token.text()))) {
            throw expressions.unexpectedHere();
        }
        tokens.next();
        if (isCall) {
            tokens.expect("(");
            return call(token, null);
        }
        return switch (token.text()) {
            case "true", "false" -> new Expr.Literal(Boolean.valueOf(token.text()), at);
            case "nil" -> new Expr.Literal(null, at);
            case String name when locals.contains(name) -> new Expr.Local(name, at);
            case String name -> new Expr.Root(name, at);
        };
    }

    private static boolean isFunction(String name) {
        return Builtin.named(name) != null || QueryFunction.named(name) != null;
    }

    /** The call after {@code |}, whose first argument is what stands before it. */
    Expr pipedCall(Expr first) {
        Token name = tokens.expect(Kind.NAME, "a function after |");
        tokens.expect("(");
        return call(name, first);
    }

    private Expr call(Token name, @Nullable Expr first) {
        QueryFunction query = QueryFunction.named(name.text());
        if (query != null) {
            return query(query, name, first);
        }
        Builtin function = Builtin.named(name.text());
        if (function == null) {
            List<String> known = Stream.concat(Builtin.names().stream(), QueryFunction.names().stream())
                    .toList();
            throw tokens.error(name, "there is no function \"" + name.text() + "\"" + Nearest.hint(name.text(), known));
        }
        List<Expr> arguments = new ArrayList<>();
        if (first != null) {
            arguments.add(first);
        }
        arguments.addAll(expressions.list(")"));
        if (!function.takes(arguments.size())) {
            throw tokens.error(
                    name, function.word() + " takes " + function.arity() + ", but is given " + arguments.size());
        }
        return new Expr.Call(function, List.copyOf(arguments), new At(name.offset()));
    }

    private Expr query(QueryFunction function, Token name, @Nullable Expr first) {
        Expr list = first != null ? first : expressions.whole();
        Expr closure = null;
        Expr last = null;
        boolean more = first != null ? !tokens.peek().isOperator(")") : tokens.take(",");
        if (more && !tokens.peek().isOperator(")")) {
            closure = closure();
            if (function.takesLast() && tokens.take(",") && !tokens.peek().isOperator(")")) {
                last = expressions.whole();
            }
            tokens.take(",");
        }
        tokens.expect(")");
        if (closure == null && function.needsClosure()) {
            throw tokens.error(
                    name, function.word() + " needs a closure, such as " + function.word() + "(list, {# > 1})");
        }
        return new Expr.Query(function, list, closure, last, new At(name.offset()));
    }

    private Expr closure() {
        closures++;
        Expr body;
        if (tokens.take("{")) {
            body = expressions.whole();
            tokens.expect("}");
        } else {
            body = expressions.whole();
        }
        closures--;
        return body;
    }

    /** Members and slices that follow an operand. */
    Expr postfix(Expr operand) {
        Expr expr = operand;
        boolean optional = false;
        while (true) {
            Token sign = tokens.peek();
            At at = new At(sign.offset());
            boolean marked = sign.isOperator("?.") || sign.isOperator("?[");
            if (sign.isOperator(".") || sign.isOperator("?.")) {
                tokens.next();
                boolean bracket = marked && tokens.take("[");
                expr = bracket ? bracket(expr, true, at) : new Expr.Member(expr, memberName(), marked, at);
            } else if (sign.isOperator("[") || sign.isOperator("?[")) {
                tokens.next();
                expr = bracket(expr, marked, at);
            } else {
                return optional ? new Expr.Chain(expr, operand.at()) : expr;
            }
            optional |= marked;
        }
    }

    private Expr memberName() {
        Token name = tokens.expect(Kind.NAME, "a name after the dot");
        return new Expr.Literal(name.text(), new At(name.offset()));
    }

    private Expr bracket(Expr target, boolean optional, At at) {
        if (tokens.take(":")) {
            return new Expr.Slice(target, null, sliceEnd(), at);
        }
        Expr key = expressions.whole();
        if (tokens.take(":")) {
            return new Expr.Slice(target, key, sliceEnd(), at);
        }
        tokens.expect("]");
        return new Expr.Member(target, key, optional, at);
    }

    private @Nullable Expr sliceEnd() {
        if (tokens.take("]")) {
            return null;
        }
        Expr end = expressions.whole();
        tokens.expect("]");
        return end;
    }
}
