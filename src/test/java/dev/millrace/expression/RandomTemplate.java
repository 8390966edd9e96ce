package dev.millrace.expression;

import dev.millrace.expression.Pipeline.Command;
import dev.millrace.expression.Pipeline.Operand;
import dev.millrace.expression.TemplateNode.Branch;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** Makes trees of templates at random, such as the parser could have made. */
final class RandomTemplate {
    private static final At AT = new At(0);

    private final Random random;
    private List<String> variables = new ArrayList<>(List.of("$"));
    private int ranges;
    private int definitions;

    RandomTemplate(long seed) {
        this.random = new Random(seed);
    }

    List<TemplateNode> nodes(int depth) {
        int visible = variables.size();
        List<TemplateNode> nodes = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            boolean afterText = !nodes.isEmpty() && nodes.getLast() instanceof TemplateNode.Text;
            nodes.add(afterText || random.nextInt(3) > 0 ? action(depth) : new TemplateNode.Text(text()));
        }
        variables.subList(visible, variables.size()).clear();
        return List.copyOf(nodes);
    }

    private String text() {
        return pick(" a ", "{", "}", "\n", "x{", "- ", "}}", "{ {", "é");
    }

    private TemplateNode action(int depth) {
        if (depth == 0) {
            return new TemplateNode.Action(pipeline(0, random.nextInt(4) == 0 ? 1 : 0));
        }
        return switch (random.nextInt(10)) {
            case 0 -> scoped(() -> new TemplateNode.If(branches(depth), nodes(depth - 1)));
            case 1 -> scoped(() -> new TemplateNode.With(branches(depth), nodes(depth - 1)));
            case 2 -> range(depth);
            case 3 -> {
                String name = "d" + definitions++;
                Pipeline argument = pipeline(depth - 1, 0);
                yield new TemplateNode.Block(name, argument, definition(depth), AT);
            }
            case 4 -> new TemplateNode.Comment(pick("", " c ", "{{x}}", "-"));
            case 5 -> ranges > 0 ? new TemplateNode.Break() : new TemplateNode.Comment("b");
            default -> new TemplateNode.Action(pipeline(depth, random.nextInt(4) == 0 ? 1 : 0));
        };
    }

    private TemplateNode scoped(Supplier<TemplateNode> node) {
        int visible = variables.size();
        TemplateNode made = node.get();
        variables.subList(visible, variables.size()).clear();
        return made;
    }

    private List<Branch> branches(int depth) {
        List<Branch> branches = new ArrayList<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            Pipeline test = pipeline(depth - 1, random.nextInt(2));
            branches.add(new Branch(test, nodes(depth - 1)));
        }
        return List.copyOf(branches);
    }

    private TemplateNode range(int depth) {
        int visible = variables.size();
        Pipeline items = pipeline(depth - 1, random.nextInt(3));
        ranges++;
        List<TemplateNode> body = nodes(depth - 1);
        ranges--;
        variables.subList(visible, variables.size()).clear();
        return new TemplateNode.Range(items, body, nodes(depth - 1));
    }

    private List<TemplateNode> definition(int depth) {
        List<String> outer = variables;
        int outerRanges = ranges;
        variables = new ArrayList<>(List.of("$"));
        ranges = 0;
        List<TemplateNode> body = nodes(depth - 1);
        variables = outer;
        ranges = outerRanges;
        return body;
    }

    private Pipeline pipeline(int depth, int targets) {
        List<Command> commands = new ArrayList<>(List.of(first(depth)));
        for (int i = random.nextInt(2); i > 0; i--) {
            commands.add(new Command(new Operand.Function(TemplateFunction.PRINT, AT), List.of(operand(depth)), AT));
        }
        List<String> names = List.of("$v", "$w").subList(0, targets);
        boolean declares = targets > 0 && (random.nextBoolean() || !variables.containsAll(names));
        if (declares) {
            variables.addAll(names);
        }
        return new Pipeline(names, declares, commands, AT);
    }

    private Command first(int depth) {
        Operand head = operand(depth);
        return head instanceof Operand.Nil || random.nextInt(3) == 0
                ? new Command(
                        new Operand.Function(pick(TemplateFunction.PRINTF, TemplateFunction.AND), AT),
                        List.of(operand(depth), head),
                        AT)
                : new Command(head, List.of(), AT);
    }

    private Operand operand(int depth) {
        return switch (random.nextInt(depth == 0 ? 9 : 10)) {
            case 0 -> new Operand.Constant(random.nextLong(), AT);
            case 1 -> new Operand.Constant(random.nextGaussian() * 1e9, AT);
            case 2 -> new Operand.Constant(pick("", "a\"b", "`", "\n\t\\", "}}", "\u0007"), AT);
            case 3 -> new Operand.Constant(random.nextBoolean(), AT);
            case 4 -> new Operand.Nil(AT);
            case 5 -> new Operand.Dot(path(), AT);
            case 6 -> new Operand.Variable(pick(variables.toArray(String[]::new)), path(), AT);
            case 7, 8 -> new Operand.Root(pick("inputs", "states", "env"), path(), AT);
            default -> new Operand.Group(pipeline(depth - 1, 0), path(), AT);
        };
    }

    private List<String> path() {
        List<String> path = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            path.add(pick("a", "b-c", "x_1", "if"));
        }
        return path;
    }

    @SafeVarargs
    private <T> T pick(T... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
