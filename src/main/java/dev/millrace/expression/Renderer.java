package dev.millrace.expression;

import dev.millrace.expression.Pipeline.Command;
import dev.millrace.expression.Pipeline.Operand;
import dev.millrace.expression.TemplateNode.Branch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One evaluation of a template: walks over its tree and writes text. Not thread-safe. */
final class Renderer {
    private static final int MAX_DEPTH = 400;

    /** What follows a node: the next one, or a jump out of the body of a range. */
    private enum Flow {
        NEXT,
        BREAK,
        CONTINUE
    }

    private record Variable(String name, @Nullable Object value) {}

    private final Map<String, List<TemplateNode>> definitions;
    private final Scope scope;
    private final Budget budget;
    private final TemplateFunctions functions;
    private final RootMap root;
    private final StringBuilder out = new StringBuilder();
    private List<Variable> variables = new ArrayList<>();
    private int depth;
    private int offset;

    Renderer(Map<String, List<TemplateNode>> definitions, Scope scope, Limits limits) {
        this.definitions = definitions;
        this.scope = scope;
        this.budget = new Budget(limits);
        this.functions = new TemplateFunctions(scope, budget);
        this.root = new RootMap(scope);
    }

    String render(List<TemplateNode> nodes) {
        variables.add(new Variable("$", root));
        nodes(nodes, root);
        return out.toString();
    }

    /** Where in the source evaluation has come to: the place of a failure. */
    int offset() {
        return offset;
    }

    private Flow nodes(List<TemplateNode> nodes, @Nullable Object dot) {
        if (++depth > MAX_DEPTH) {
            throw new ExpressionException(
                    "templates use one another more than " + MAX_DEPTH + " deep; does one use itself?");
        }
        int visible = variables.size();
        Flow flow = Flow.NEXT;
        for (int i = 0; i < nodes.size() && flow == Flow.NEXT; i++) {
            flow = node(nodes.get(i), dot);
        }
        forget(visible);
        depth--;
        return flow;
    }

    private void forget(int visible) {
        variables.subList(visible, variables.size()).clear();
    }

    private Flow node(TemplateNode node, @Nullable Object dot) {
        budget.step();
        switch (node) {
            case TemplateNode.Text(var text) -> budget.append(out, text);
            case TemplateNode.Comment _ -> {}
            case TemplateNode.Define _ -> {}
            case TemplateNode.Action(var pipeline) -> action(pipeline, dot);
            case TemplateNode.If(var branches, var otherwise) -> {
                return branches(branches, otherwise, dot, false);
            }
            case TemplateNode.With(var branches, var otherwise) -> {
                return branches(branches, otherwise, dot, true);
            }
            case TemplateNode.Range range -> {
                return range(range, dot);
            }
            case TemplateNode.Block block -> use(block.body(), value(block.argument(), dot));
            case TemplateNode.Use(var name, var argument, var at) -> {
                Object value = argument == null ? null : value(argument, dot);
                offset = at.offset();
                use(definitions.getOrDefault(name, List.of()), value);
            }
            case TemplateNode.Break _ -> {
                return Flow.BREAK;
            }
            case TemplateNode.Continue _ -> {
                return Flow.CONTINUE;
            }
        }
        return Flow.NEXT;
    }

    private void action(Pipeline pipeline, @Nullable Object dot) {
        Object value = value(pipeline, dot);
        if (pipeline.variables().isEmpty()) {
            budget.append(out, ValueText.printed(value, budget));
        }
    }

    private Flow branches(List<Branch> branches, List<TemplateNode> otherwise, @Nullable Object dot, boolean setsDot) {
        int visible = variables.size();
        for (Branch branch : branches) {
            Object value = value(branch.test(), dot);
            if (Values.isTrue(value)) {
                Flow flow = nodes(branch.body(), setsDot ? value : dot);
                forget(visible);
                return flow;
            }
        }
        Flow flow = nodes(otherwise, dot);
        forget(visible);
        return flow;
    }

    private void use(List<TemplateNode> body, @Nullable Object argument) {
        List<Variable> outer = variables;
        variables = new ArrayList<>(List.of(new Variable("$", argument)));
        nodes(body, argument);
        variables = outer;
    }

    private Flow range(TemplateNode.Range range, @Nullable Object dot) {
        int visible = variables.size();
        Object items = result(range.items(), dot);
        offset = range.items().at().offset();
        Rounds rounds = new Rounds(range);
        switch (Values.plain(items)) {
            case null -> {}
            case List<?> list -> {
                for (int i = 0; i < list.size() && rounds.go((long) i, Values.memberOf(items, list.get(i))); ) {
                    i++;
                }
            }
            case Map<?, ?> map -> {
                for (var entry : JsonText.sorted(map, budget).entrySet()) {
                    if (!rounds.go(entry.getKey(), Values.memberOf(items, entry.getValue()))) {
                        break;
                    }
                }
            }
            case Long count -> {
                rounds.refuseTwoVariables();
                for (long i = 0; i < count && rounds.go(i, i); ) {
                    i++;
                }
            }
            case Object other ->
                throw new ExpressionException("range goes over a list, a map or an int, not " + Values.typeName(other)
                        + (other instanceof String ? "; split it first: {{range split x \",\"}}" : ""));
        }
        Flow flow = rounds.count == 0 ? nodes(range.otherwise(), dot) : Flow.NEXT;
        forget(visible);
        return flow;
    }

    /** The passes through the body of one range. */
    private final class Rounds {
        private final TemplateNode.Range range;
        private final Pipeline items;
        private int count;

        Rounds(TemplateNode.Range range) {
            this.range = range;
            this.items = range.items();
        }

        void refuseTwoVariables() {
            if (items.variables().size() > 1) {
                throw new ExpressionException("range over an int sets one variable, not two");
            }
        }

        /** One pass; whether another one may follow. */
        boolean go(Object index, @Nullable Object element) {
            budget.step();
            count++;
            int visible = variables.size();
            if (items.variables().size() == 1) {
                set(items, 0, element);
            } else if (items.variables().size() == 2) {
                set(items, 0, index);
                set(items, 1, element);
            }
            Flow flow = nodes(range.body(), element);
            forget(visible);
            return flow != Flow.BREAK;
        }
    }

    private void set(Pipeline pipeline, int variable, @Nullable Object value) {
        Variable set = new Variable(pipeline.variables().get(variable), value);
        if (pipeline.declares()) {
            variables.add(set);
        } else {
            variables.set(find(set.name()), set);
        }
    }

    private int find(String name) {
        int at = variables.size() - 1;
        while (!variables.get(at).name().equals(name)) {
            at--;
        }
        return at;
    }

    /** The result of a pipeline, which its variable takes as well. */
    private @Nullable Object value(Pipeline pipeline, @Nullable Object dot) {
        Object value = result(pipeline, dot);
        if (!pipeline.variables().isEmpty()) {
            set(pipeline, 0, value);
        }
        return value;
    }

    private @Nullable Object result(Pipeline pipeline, @Nullable Object dot) {
        Object value = command(pipeline.commands().getFirst(), dot, List.of());
        for (int i = 1; i < pipeline.commands().size(); i++) {
            List<@Nullable Object> piped = new ArrayList<>(1);
            piped.add(value);
            value = command(pipeline.commands().get(i), dot, piped);
        }
        return value;
    }

    private @Nullable Object command(Command command, @Nullable Object dot, List<@Nullable Object> piped) {
        budget.step();
        if (!(command.head() instanceof Operand.Function head)) {
            return operand(command.head(), dot);
        }
        TemplateFunction function = head.function();
        if (function == TemplateFunction.AND || function == TemplateFunction.OR) {
            return firstDeciding(function == TemplateFunction.OR, command, dot, piped);
        }
        List<@Nullable Object> arguments = new ArrayList<>();
        for (Operand argument : command.arguments()) {
            arguments.add(operand(argument, dot));
        }
        arguments.addAll(piped);
        offset = command.at().offset();
        return functions.apply(function, arguments);
    }

    /** The first argument whose truth settles an {@code and} or {@code or}, else the last one. */
    private @Nullable Object firstDeciding(
            boolean deciding, Command command, @Nullable Object dot, List<@Nullable Object> piped) {
        Object value = null;
        for (Operand argument : command.arguments()) {
            value = operand(argument, dot);
            if (Values.isTrue(value) == deciding) {
                return value;
            }
        }
        return piped.isEmpty() ? value : piped.getFirst();
    }

    private @Nullable Object operand(Operand operand, @Nullable Object dot) {
        budget.step();
        offset = operand.at().offset();
        return switch (operand) {
            case Operand.Constant constant -> constant.value();
            case Operand.Nil _ -> null;
            case Operand.Function function -> functions.apply(function.function(), noArguments(function.function()));
            case Operand.Dot field -> read(dot, field.path(), dot == root ? "" : ".");
            case Operand.Variable variable -> {
                Object value = variables.get(find(variable.name())).value();
                yield read(value, variable.path(), value == root ? "" : variable.name());
            }
            case Operand.Root root -> read(rootValue(root.name()), root.path(), root.name());
            case Operand.Group group -> {
                Object value = value(group.pipeline(), dot);
                offset = operand.at().offset();
                yield read(value, group.path(), "(…)");
            }
        };
    }

    private static List<@Nullable Object> noArguments(TemplateFunction function) {
        String misuse = function.misuse(0);
        if (misuse != null) {
            throw new ExpressionException(misuse + "; put the call between parentheses");
        }
        return List.of();
    }

    private @Nullable Object rootValue(String name) {
        Object value = scope.get(name);
        if (value == null && !scope.names().contains(name)) {
            throw FieldReader.noRoot(name, scope.names());
        }
        return value;
    }

    private static @Nullable Object read(@Nullable Object start, List<String> path, String name) {
        Object value = start;
        for (int i = 0; i < path.size(); i++) {
            value = FieldReader.read(value, path, i, name);
        }
        return value;
    }
}
