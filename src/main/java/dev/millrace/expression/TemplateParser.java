package dev.millrace.expression;

import dev.millrace.expression.TemplateNode.Branch;
import dev.millrace.expression.Token.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Builds the tree of a template: control structure here, values in {@link PipelineParser}. */
final class TemplateParser {
    static final int MAX_LENGTH = 1024 * 1024;
    static final int MAX_DEPTH = 100;

    private final String source;
    private final TokenReader tokens;
    private final PipelineParser pipelines;
    private final Map<String, List<TemplateNode>> definitions = new HashMap<>();
    private int depth;
    private int ranges;

    private TemplateParser(String source) {
        this.source = source;
        this.tokens = new TokenReader(source, TemplateLexer.tokens(source));
        this.pipelines = new PipelineParser(tokens);
    }

    /** A template and what it defines by name. */
    record Parsed(List<TemplateNode> nodes, Map<String, List<TemplateNode>> definitions) {}

    static Parsed parse(String source) {
        if (source.length() > MAX_LENGTH) {
            throw ExpressionException.at(
                    source, MAX_LENGTH, "a template may be at most " + MAX_LENGTH + " characters long");
        }
        TemplateParser parser = new TemplateParser(source);
        List<TemplateNode> nodes = parser.list("");
        Token rest = parser.tokens.peek();
        if (!rest.is(Kind.END)) {
            throw parser.tokens.error(
                    rest, "unexpected {{" + parser.tokens.peek(1).text() + "}}: nothing is open here");
        }
        parser.checkUses(nodes);
        parser.definitions.values().forEach(parser::checkUses);
        return new Parsed(List.copyOf(nodes), Map.copyOf(parser.definitions));
    }

    /** Nodes up to the {@code end} or {@code else} that is not theirs, or to the end of the source. */
    private List<TemplateNode> list(String context) {
        if (++depth > MAX_DEPTH) {
            throw tokens.error(tokens.peek(), "blocks are nested more than " + MAX_DEPTH + " deep");
        }
        List<TemplateNode> nodes = new ArrayList<>();
        while (!tokens.peek().is(Kind.END) && !atEndOrElse()) {
            Token token = tokens.next();
            nodes.add(
                    switch (token.kind()) {
                        case TEXT -> new TemplateNode.Text(token.text());
                        case COMMENT -> new TemplateNode.Comment(token.text());
                        default -> action(context);
                    });
        }
        depth--;
        return List.copyOf(nodes);
    }

    private boolean atEndOrElse() {
        return tokens.peek().is(Kind.OPEN)
                && (tokens.peek(1).isName("end") || tokens.peek(1).isName("else"));
    }

    private TemplateNode action(String context) {
        Token word = tokens.peek();
        if (!word.is(Kind.NAME)) {
            return value();
        }
        return switch (word.text()) {
            case "if" -> branches(tokens.next());
            case "with" -> branches(tokens.next());
            case "range" -> range(tokens.next());
            case "define" -> define(tokens.next(), context);
            case "block" -> block(tokens.next());
            case "template" -> use(tokens.next());
            case "break" -> jump(tokens.next(), new TemplateNode.Break());
            case "continue" -> jump(tokens.next(), new TemplateNode.Continue());
            default -> value();
        };
    }

    private TemplateNode value() {
        Pipeline pipeline = pipelines.pipeline("a value", false);
        close();
        return new TemplateNode.Action(pipeline);
    }

    private void close() {
        tokens.expect(Kind.CLOSE, "\"}}\"");
    }

    private TemplateNode branches(Token keyword) {
        int variables = pipelines.visible();
        List<Branch> branches = new ArrayList<>();
        List<TemplateNode> otherwise = List.of();
        boolean more = true;
        while (more) {
            Pipeline test = pipelines.pipeline(keyword.text(), false);
            close();
            branches.add(new Branch(test, scoped(keyword.text())));
            boolean isElse = endOrElse(keyword);
            more = isElse && tokens.peek().isName(keyword.text());
            if (more) {
                tokens.next();
            } else if (isElse) {
                close();
                otherwise = scoped(keyword.text());
                end(keyword);
            }
        }
        pipelines.forget(variables);
        return keyword.isName("if")
                ? new TemplateNode.If(List.copyOf(branches), otherwise)
                : new TemplateNode.With(List.copyOf(branches), otherwise);
    }

    private TemplateNode range(Token keyword) {
        int variables = pipelines.visible();
        Pipeline items = pipelines.pipeline("range", true);
        close();
        ranges++;
        List<TemplateNode> body = scoped("range");
        ranges--;
        pipelines.forget(variables);
        List<TemplateNode> otherwise = List.of();
        if (endOrElse(keyword)) {
            close();
            otherwise = scoped("range");
            end(keyword);
        }
        return new TemplateNode.Range(items, body, otherwise);
    }

    private List<TemplateNode> scoped(String context) {
        int variables = pipelines.visible();
        List<TemplateNode> nodes = list(context);
        pipelines.forget(variables);
        return nodes;
    }

    /** Takes an end action and answers false, or the beginning of an else and answers true. */
    private boolean endOrElse(Token keyword) {
        if (tokens.peek().is(Kind.END)) {
            throw tokens.error(keyword, "the {{" + keyword.text() + "}} has no {{end}}");
        }
        tokens.next();
        boolean isElse = tokens.next().isName("else");
        if (!isElse) {
            close();
        }
        return isElse;
    }

    private void end(Token keyword) {
        Token place = tokens.peek();
        if (endOrElse(keyword)) {
            throw tokens.error(place, "a second {{else}} for the same {{" + keyword.text() + "}}");
        }
    }

    private TemplateNode define(Token keyword, String context) {
        if (!context.isEmpty()) {
            throw tokens.error(keyword, "{{define}} may not stand inside {{" + context + "}}");
        }
        String name = name("define");
        close();
        List<TemplateNode> body = definition(keyword, name);
        return new TemplateNode.Define(name, body);
    }

    private TemplateNode block(Token keyword) {
        String name = name("block");
        Pipeline argument = pipelines.pipeline("block", false);
        close();
        return new TemplateNode.Block(name, argument, definition(keyword, name), new At(keyword.offset()));
    }

    private List<TemplateNode> definition(Token keyword, String name) {
        int outerRanges = ranges;
        ranges = 0;
        List<String> outer = pipelines.isolate();
        List<TemplateNode> body = list(keyword.text());
        pipelines.restore(outer);
        ranges = outerRanges;
        end(keyword);
        if (definitions.putIfAbsent(name, body) != null) {
            throw tokens.error(keyword, "\"" + name + "\" is defined twice");
        }
        return body;
    }

    private TemplateNode use(Token keyword) {
        String name = name("template");
        Pipeline argument = tokens.peek().is(Kind.CLOSE) ? null : pipelines.pipeline("template", false);
        close();
        return new TemplateNode.Use(name, argument, new At(keyword.offset()));
    }

    private String name(String context) {
        Token token = tokens.next();
        if (token.value() instanceof String name) {
            return name;
        }
        throw tokens.error(token, "{{" + context + "}} needs a name between quotes, not " + token.shown());
    }

    private TemplateNode jump(Token keyword, TemplateNode node) {
        if (ranges == 0) {
            throw tokens.error(keyword, "{{" + keyword.text() + "}} may stand only inside {{range}}");
        }
        close();
        return node;
    }

    private void checkUses(List<TemplateNode> nodes) {
        for (TemplateNode node : nodes) {
            if (node instanceof TemplateNode.Use use && !definitions.containsKey(use.name())) {
                throw ExpressionException.at(source, use.at().offset(), undefined(use.name()));
            }
            bodies(node).forEach(this::checkUses);
        }
    }

    private String undefined(String name) {
        return "template \"" + name + "\" is not defined" + Nearest.hint(name, definitions.keySet());
    }

    private static List<List<TemplateNode>> bodies(TemplateNode node) {
        return switch (node) {
            case TemplateNode.If(var branches, var otherwise) -> bodies(branches, otherwise);
            case TemplateNode.With(var branches, var otherwise) -> bodies(branches, otherwise);
            case TemplateNode.Range range -> List.of(range.body(), range.otherwise());
            case TemplateNode.Text _ -> List.of();
            case TemplateNode.Comment _ -> List.of();
            case TemplateNode.Action _ -> List.of();
            case TemplateNode.Define _ -> List.of();
            case TemplateNode.Block _ -> List.of();
            case TemplateNode.Use _ -> List.of();
            case TemplateNode.Break _ -> List.of();
            case TemplateNode.Continue _ -> List.of();
        };
    }

    private static List<List<TemplateNode>> bodies(List<Branch> branches, List<TemplateNode> otherwise) {
        List<List<TemplateNode>> bodies = new ArrayList<>();
        branches.forEach(branch -> bodies.add(branch.body()));
        bodies.add(otherwise);
        return bodies;
    }
}
