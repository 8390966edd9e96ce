package dev.millrace.expression;

import dev.millrace.expression.Pipeline.Command;
import dev.millrace.expression.Pipeline.Operand;
import dev.millrace.expression.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Parses the values inside the actions of a template and keeps track of the variables that are visible. */
final class PipelineParser {
    private static final Set<String> ROOTS =
            Set.of("inputs", "states", "workflow", "loop", "context", "error", "env", "awf", "secrets", "parameters");

    private static final int MAX_VARIABLES = 1000;

    private final TokenReader tokens;
    private List<String> variables = new ArrayList<>(List.of("$"));
    private int depth;

    PipelineParser(TokenReader tokens) {
        this.tokens = tokens;
    }

    int visible() {
        return variables.size();
    }

    void forget(int visible) {
        variables.subList(visible, variables.size()).clear();
    }

    /** Hides all variables, since a definition sees only its own; gives them back for {@link #restore}. */
    List<String> isolate() {
        List<String> hidden = variables;
        variables = new ArrayList<>(List.of("$"));
        return hidden;
    }

    void restore(List<String> hidden) {
        variables = hidden;
    }

    Pipeline pipeline(String context, boolean range) {
        if (++depth > TemplateParser.MAX_DEPTH) {
            throw tokens.error(tokens.peek(), "parentheses are nested more than " + TemplateParser.MAX_DEPTH + " deep");
        }
        At at = new At(tokens.peek().offset());
        List<String> targets = targets(range);
        boolean declares = !targets.isEmpty() && tokens.next().isOperator(":=");
        List<Command> commands = new ArrayList<>();
        do {
            commands.add(command(context, !commands.isEmpty()));
        } while (tokens.take("|"));
        if (declares) {
            variables.addAll(targets);
            if (variables.size() > MAX_VARIABLES) {
                throw tokens.error(tokens.peek(), "more than " + MAX_VARIABLES + " variables are set at once");
            }
        }
        depth--;
        return new Pipeline(targets, declares, commands, at);
    }

    /** The variables before {@code :=} or {@code =}, which is left to be read; empty when there is neither. */
    private List<String> targets(boolean range) {
        Token first = tokens.peek();
        if (!first.is(Kind.VARIABLE)) {
            return List.of();
        }
        Token second = tokens.peek(1);
        if (second.isOperator(":=") || second.isOperator("=")) {
            tokens.next();
            checkTarget(first, second);
            return List.of(first.text());
        }
        if (!second.isOperator(",")) {
            return List.of();
        }
        tokens.next();
        tokens.next();
        Token other = tokens.expect(Kind.VARIABLE, "a second variable");
        Token sign = tokens.peek();
        if (!sign.isOperator(":=") && !sign.isOperator("=")) {
            throw tokens.error(sign, "expected \":=\", not " + sign.shown());
        }
        if (!range) {
            throw tokens.error(first, "two variables may be set only by {{range}}");
        }
        checkTarget(first, sign);
        checkTarget(other, sign);
        return List.of(first.text(), other.text());
    }

    private void checkTarget(Token variable, Token sign) {
        if (sign.isOperator("=") && !variables.contains(variable.text())) {
            throw tokens.error(variable, undefined(variable));
        }
        if (variable.text().equals("$")) {
            throw tokens.error(variable, "$ is the root and cannot be set; give the variable a name");
        }
    }

    private String undefined(Token variable) {
        return "variable " + variable.text() + " is not defined; set it first with {{" + variable.text() + " := …}}";
    }

    private Command command(String context, boolean piped) {
        Token start = tokens.peek();
        List<Operand> operands = new ArrayList<>();
        while (startsOperand(tokens.peek())) {
            operands.add(operand(!operands.isEmpty()));
        }
        Token rest = tokens.peek();
        if (operands.isEmpty()) {
            throw tokens.error(rest, "expected a value for " + context + ", not " + rest.shown());
        }
        if (!rest.is(Kind.CLOSE) && !rest.isOperator("|") && !rest.isOperator(")")) {
            throw tokens.error(rest, "unexpected " + rest.shown());
        }
        Command command =
                new Command(operands.getFirst(), operands.subList(1, operands.size()), new At(start.offset()));
        check(command, piped, start);
        return command;
    }

    private void check(Command command, boolean piped, Token start) {
        int count = command.arguments().size() + (piped ? 1 : 0);
        switch (command.head()) {
            case Operand.Function function -> {
                String misuse = function.function().misuse(count);
                if (misuse != null) {
                    throw tokens.error(start, misuse);
                }
            }
            case Operand.Nil _ -> throw tokens.error(start, "nil is not a value that can be printed or tested");
            case Operand _ when piped -> throw tokens.error(start, "only a function can follow \"|\"");
            case Operand _
            when count > 0 -> throw tokens.error(start, start.shown() + " is not a function and takes no arguments");
            case Operand _ -> {}
        }
    }

    private static boolean startsOperand(Token token) {
        return switch (token.kind()) {
            case FIELD, VARIABLE, NAME, LITERAL -> true;
            case OPERATOR -> token.text().equals(".") || token.text().equals("(");
            case TEXT, COMMENT, OPEN, CLOSE, END -> false;
        };
    }

    private Operand operand(boolean follows) {
        Token token = tokens.next();
        if (follows && !token.spaced()) {
            throw tokens.error(token, "expected a space before " + token.shown());
        }
        At at = new At(token.offset());
        Operand operand =
                switch (token.kind()) {
                    case LITERAL -> constant(token, at);
                    case VARIABLE -> variable(token, at);
                    case NAME -> named(token, at);
                    case FIELD -> new Operand.Dot(path(token.text()), at);
                    default -> token.text().equals("(") ? group(at) : new Operand.Dot(List.of(), at);
                };
        Token next = tokens.peek();
        if (next.is(Kind.FIELD) && !next.spaced()) {
            throw tokens.error(next, "unexpected " + next.shown() + " after " + token.shown());
        }
        return operand;
    }

    private static Operand constant(Token token, At at) {
        return token.value() == null ? new Operand.Nil(at) : new Operand.Constant(token.value(), at);
    }

    private Operand variable(Token token, At at) {
        if (!variables.contains(token.text())) {
            throw tokens.error(token, undefined(token));
        }
        return new Operand.Variable(token.text(), path(null), at);
    }

    private Operand group(At at) {
        Token start = tokens.peek();
        Pipeline inner = pipeline("the parentheses", false);
        if (!inner.variables().isEmpty()) {
            throw tokens.error(start, "a variable may not be set between parentheses; set it in an action of its own");
        }
        tokens.expect(")");
        return new Operand.Group(inner, path(null), at);
    }

    private Operand named(Token token, At at) {
        switch (token.text()) {
            case "true", "false" -> {
                return new Operand.Constant(Boolean.valueOf(token.text()), at);
            }
            case "nil" -> {
                return new Operand.Nil(at);
            }
            default -> {}
        }
        TemplateFunction function = TemplateFunction.named(token.text());
        if (function != null) {
            return new Operand.Function(function, at);
        }
        if (ROOTS.contains(token.text())) {
            return new Operand.Root(token.text(), path(null), at);
        }
        List<String> known =
                Stream.concat(TemplateFunction.names().stream(), ROOTS.stream()).toList();
        throw tokens.error(token, "function \"" + token.text() + "\" not defined" + Nearest.hint(token.text(), known));
    }

    /** The fields that follow without a space. */
    private List<String> path(@Nullable String first) {
        List<String> path = new ArrayList<>();
        if (first != null) {
            path.add(first);
        }
        while (tokens.peek().is(Kind.FIELD) && !tokens.peek().spaced()) {
            path.add(tokens.next().text());
        }
        return List.copyOf(path);
    }
}
