package dev.millrace.diagram;

import dev.millrace.diagram.Diagram.Edge;
import dev.millrace.diagram.Diagram.Node;

/** Draws a diagram as a graph in the language of Graphviz. */
final class Dot {
    private Dot() {}

    static String of(Diagram diagram) {
        StringBuilder out = new StringBuilder();
        out.append("digraph ").append(quoted(diagram.title())).append(" {\n").append("""
                  rankdir=TB;
                  node [fontname="Helvetica", fontsize=11, shape=box, style="rounded,filled", fillcolor="#f8fafc", color="#64748b"];
                  edge [fontname="Helvetica", fontsize=9, color="#64748b"];
                """);
        for (int i = 0; i < diagram.nodes().size(); i++) {
            Node node = diagram.nodes().get(i);
            out.append("  n%d [%s];\n".formatted(i, attributes(node)));
        }
        for (Edge edge : diagram.edges()) {
            out.append("  n%d -> n%d [label=%s%s];\n"
                    .formatted(edge.from(), edge.to(), quoted(edge.label()), style(edge)));
        }
        return out.append("}\n").toString();
    }

    private static String attributes(Node node) {
        String text = node.detail().isEmpty() ? quoted(node.name()) : quoted(node.name(), node.detail());
        return switch (node.kind()) {
            case START -> "label=\"\", shape=circle, width=0.2, fillcolor=\"#64748b\"";
            case COMMAND -> "label=" + text;
            case OPERATION -> "label=" + text + ", shape=parallelogram, style=filled";
            case PARALLEL -> "label=" + text + ", shape=hexagon, style=filled";
            case FOR_EACH, WHILE -> "label=" + text + ", shape=trapezium, style=filled";
            case CALL -> "label=" + text + ", shape=box, peripheries=2";
            case SUCCESS -> "label=" + text + ", shape=ellipse, fillcolor=\"#dcfce7\", color=\"#15803d\"";
            case FAILURE -> "label=" + text + ", shape=ellipse, fillcolor=\"#fee2e2\", color=\"#b91c1c\"";
        };
    }

    private static String style(Edge edge) {
        return switch (edge.way()) {
            case SUCCESS -> ", color=\"#15803d\"";
            case FAILURE -> ", color=\"#b91c1c\"";
            case CHOICE -> "";
            case PART -> ", style=dashed";
        };
    }

    private static String quoted(String text) {
        return '"' + escaped(text) + '"';
    }

    private static String quoted(String first, String second) {
        return '"' + escaped(first) + "\\n" + escaped(second) + '"';
    }

    /** A backslash would begin an escape such as {@code \N}, the name of the node; an ampersand an HTML entity. */
    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("\\", "\\\\").replace("\"", "\\\"");
    }
}
