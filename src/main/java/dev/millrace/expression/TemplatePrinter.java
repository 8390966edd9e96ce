package dev.millrace.expression;

import dev.millrace.expression.Pipeline.Command;
import dev.millrace.expression.Pipeline.Operand;
import dev.millrace.expression.TemplateNode.Branch;
import java.util.List;

/** Writes a tree back as source that parses to an equal tree. */
final class TemplatePrinter {
    private final StringBuilder out = new StringBuilder();

    static String print(List<TemplateNode> nodes) {
        TemplatePrinter printer = new TemplatePrinter();
        printer.nodes(nodes);
        return printer.out.toString();
    }

    private void nodes(List<TemplateNode> nodes) {
        nodes.forEach(this::node);
    }

    private void node(TemplateNode node) {
        switch (node) {
            case TemplateNode.Text(var text) -> out.append(text);
            case TemplateNode.Comment(var text) -> open("/*").append(text).append("*/}}");
            case TemplateNode.Action(var pipeline) -> action("", pipeline);
            case TemplateNode.If(var branches, var otherwise) -> branches("if ", branches, otherwise);
            case TemplateNode.With(var branches, var otherwise) -> branches("with ", branches, otherwise);
            case TemplateNode.Range(var items, var body, var otherwise) -> {
                action("range ", items);
                nodes(body);
                otherwise(otherwise);
            }
            case TemplateNode.Define(var name, var body) -> {
                open("define ").append(LiteralReader.quoted(name)).append("}}");
                nodes(body);
                open("end}}");
            }
            case TemplateNode.Block block -> {
                action("block " + LiteralReader.quoted(block.name()) + " ", block.argument());
                nodes(block.body());
                open("end}}");
            }
            case TemplateNode.Use use -> {
                open("template ").append(LiteralReader.quoted(use.name()));
                if (use.argument() != null) {
                    out.append(' ');
                    pipeline(use.argument());
                }
                out.append("}}");
            }
            case TemplateNode.Break _ -> open("break}}");
            case TemplateNode.Continue _ -> open("continue}}");
        }
    }

    /** Opens an action. A text that ends with a brace is kept apart by a space and a marker that trims it. */
    private StringBuilder open(String keyword) {
        boolean afterBrace = !out.isEmpty() && out.charAt(out.length() - 1) == '{';
        return out.append(afterBrace ? " {{- " : "{{").append(keyword);
    }

    private void action(String keyword, Pipeline pipeline) {
        open(keyword);
        pipeline(pipeline);
        out.append("}}");
    }

    private void branches(String keyword, List<Branch> branches, List<TemplateNode> otherwise) {
        String prefix = keyword;
        for (Branch branch : branches) {
            action(prefix, branch.test());
            nodes(branch.body());
            prefix = "else " + keyword;
        }
        otherwise(otherwise);
    }

    private void otherwise(List<TemplateNode> otherwise) {
        if (!otherwise.isEmpty()) {
            open("else}}");
            nodes(otherwise);
        }
        open("end}}");
    }

    private void pipeline(Pipeline pipeline) {
        if (!pipeline.variables().isEmpty()) {
            out.append(String.join(", ", pipeline.variables())).append(pipeline.declares() ? " := " : " = ");
        }
        String separator = "";
        for (Command command : pipeline.commands()) {
            out.append(separator);
            operand(command.head());
            command.arguments().forEach(argument -> {
                out.append(' ');
                operand(argument);
            });
            separator = " | ";
        }
    }

    private void operand(Operand operand) {
        switch (operand) {
            case Operand.Constant constant -> constant(constant.value());
            case Operand.Nil _ -> out.append("nil");
            case Operand.Dot field -> out.append(field.path().isEmpty() ? "." : "");
            case Operand.Variable variable -> out.append(variable.name());
            case Operand.Root root -> out.append(root.name());
            case Operand.Group group -> {
                out.append('(');
                pipeline(group.pipeline());
                out.append(')');
            }
            case Operand.Function function -> out.append(function.function().word());
        }
        path(operand).forEach(name -> out.append('.').append(name));
    }

    private static List<String> path(Operand operand) {
        return switch (operand) {
            case Operand.Dot field -> field.path();
            case Operand.Variable variable -> variable.path();
            case Operand.Root root -> root.path();
            case Operand.Group group -> group.path();
            case Operand.Constant _ -> List.of();
            case Operand.Nil _ -> List.of();
            case Operand.Function _ -> List.of();
        };
    }

    private void constant(Object value) {
        out.append(value instanceof String text ? LiteralReader.quoted(text) : value.toString());
    }
}
