package dev.millrace.expression;

import dev.millrace.expression.Pipeline.Operand;
import dev.millrace.expression.TemplateNode.Branch;
import java.util.ArrayList;
import java.util.List;

/** Collects what a template reads: the paths from the root, and where it asks for files. */
final class TemplateReferences {
    private final List<Reference> found = new ArrayList<>();
    private final List<Integer> fileReads = new ArrayList<>();
    /** Whether {@code $} is the root here, which it is not inside of definitions. */
    private boolean dollarIsRoot = true;

    static List<Reference> of(List<TemplateNode> nodes) {
        return List.copyOf(read(nodes).found);
    }

    /** Where {@code readFile} stands, in definitions too, whether they are used or not. */
    static List<Integer> fileReads(List<TemplateNode> nodes) {
        return List.copyOf(read(nodes).fileReads);
    }

    private static TemplateReferences read(List<TemplateNode> nodes) {
        TemplateReferences references = new TemplateReferences();
        references.nodes(nodes, true);
        return references;
    }

    private void nodes(List<TemplateNode> nodes, boolean dotIsRoot) {
        nodes.forEach(node -> node(node, dotIsRoot));
    }

    private void node(TemplateNode node, boolean dotIsRoot) {
        switch (node) {
            case TemplateNode.Action(var pipeline) -> pipeline(pipeline, dotIsRoot);
            case TemplateNode.If(var branches, var otherwise) -> branches(branches, otherwise, dotIsRoot, dotIsRoot);
            case TemplateNode.With(var branches, var otherwise) -> branches(branches, otherwise, dotIsRoot, false);
            case TemplateNode.Range(var items, var body, var otherwise) -> {
                pipeline(items, dotIsRoot);
                nodes(body, false);
                nodes(otherwise, dotIsRoot);
            }
            case TemplateNode.Define define -> definition(define.body());
            case TemplateNode.Block block -> {
                pipeline(block.argument(), dotIsRoot);
                definition(block.body());
            }
            case TemplateNode.Use use -> {
                if (use.argument() != null) {
                    pipeline(use.argument(), dotIsRoot);
                }
            }
            case TemplateNode.Text _ -> {}
            case TemplateNode.Comment _ -> {}
            case TemplateNode.Break _ -> {}
            case TemplateNode.Continue _ -> {}
        }
    }

    private void branches(
            List<Branch> branches, List<TemplateNode> otherwise, boolean dotIsRoot, boolean dotIsRootInside) {
        for (Branch branch : branches) {
            pipeline(branch.test(), dotIsRoot);
            nodes(branch.body(), dotIsRootInside);
        }
        nodes(otherwise, dotIsRoot);
    }

    private void definition(List<TemplateNode> body) {
        boolean outer = dollarIsRoot;
        dollarIsRoot = false;
        nodes(body, false);
        dollarIsRoot = outer;
    }

    private void pipeline(Pipeline pipeline, boolean dotIsRoot) {
        for (Pipeline.Command command : pipeline.commands()) {
            operand(command.head(), dotIsRoot);
            command.arguments().forEach(argument -> operand(argument, dotIsRoot));
        }
    }

    private void operand(Operand operand, boolean dotIsRoot) {
        switch (operand) {
            case Operand.Dot(var path, var at)
            when dotIsRoot && !path.isEmpty() -> found.add(new Reference(path, at.offset()));
            case Operand.Variable(var name, var path, var at)
            when dollarIsRoot && name.equals("$") && !path.isEmpty() -> found.add(new Reference(path, at.offset()));
            case Operand.Root(var name, var path, var at) -> {
                List<String> whole = new ArrayList<>(List.of(name));
                whole.addAll(path);
                found.add(new Reference(whole, at.offset()));
            }
            case Operand.Group group -> pipeline(group.pipeline(), dotIsRoot);
            case Operand.Dot _ -> {}
            case Operand.Variable _ -> {}
            case Operand.Constant _ -> {}
            case Operand.Nil _ -> {}
            case Operand.Function(var function, var at) -> {
                if (function == TemplateFunction.READ_FILE) {
                    fileReads.add(at.offset());
                }
            }
        }
    }
}
