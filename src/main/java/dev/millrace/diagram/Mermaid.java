package dev.millrace.diagram;

import dev.millrace.diagram.Diagram.Edge;
import dev.millrace.diagram.Diagram.Node;
import dev.millrace.diagram.Diagram.Way;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Draws a diagram as a flowchart of Mermaid. */
final class Mermaid {
    private static final String STYLES = """
              classDef success fill:#dcfce7,stroke:#15803d,color:#14532d
              classDef failure fill:#fee2e2,stroke:#b91c1c,color:#7f1d1d
              classDef start fill:#64748b,stroke:#64748b
            """;

    private Mermaid() {}

    static String of(Diagram diagram) {
        StringBuilder out = new StringBuilder("flowchart TD\n");
        for (int i = 0; i < diagram.nodes().size(); i++) {
            out.append("  n").append(i).append(shape(diagram.nodes().get(i))).append('\n');
        }
        for (Edge edge : diagram.edges()) {
            String arrow = edge.way() == Way.PART ? " -.->" : " -->";
            String label = edge.label().isEmpty() ? "" : "|\"" + escaped(edge.label()) + "\"|";
            out.append("  n%d%s%s n%d\n".formatted(edge.from(), arrow, label, edge.to()));
        }
        out.append(STYLES);
        colour(out, diagram.edges(), Way.FAILURE, "#b91c1c");
        colour(out, diagram.edges(), Way.SUCCESS, "#15803d");
        return out.toString();
    }

    private static String shape(Node node) {
        String text =
                '"' + escaped(node.name()) + (node.detail().isEmpty() ? "" : "<br/>" + escaped(node.detail())) + '"';
        return switch (node.kind()) {
            case START -> "((\" \")):::start";
            case COMMAND -> "[" + text + "]";
            case OPERATION -> "[/" + text + "/]";
            case PARALLEL -> "{{" + text + "}}";
            case FOR_EACH, WHILE -> "[\\" + text + "/]";
            case CALL -> "[[" + text + "]]";
            case SUCCESS -> "([" + text + "]):::success";
            case FAILURE -> "([" + text + "]):::failure";
        };
    }

    private static void colour(StringBuilder out, List<Edge> edges, Way way, String colour) {
        String numbers = IntStream.range(0, edges.size())
                .filter(i -> edges.get(i).way() == way)
                .mapToObj(String::valueOf)
                .collect(Collectors.joining(","));
        if (!numbers.isEmpty()) {
            out.append("  linkStyle ")
                    .append(numbers)
                    .append(" stroke:")
                    .append(colour)
                    .append('\n');
        }
    }

    /** Mermaid looks for markup, Markdown and directives in texts too, so nothing but letters, digits and a few marks goes as it is. */
    private static String escaped(String text) {
        return text.codePoints()
                .mapToObj(c -> isPlain(c) ? Character.toString(c) : "#" + c + ";")
                .collect(Collectors.joining());
    }

    private static boolean isPlain(int c) {
        return Character.isLetterOrDigit(c) || " .,-…".indexOf(c) >= 0;
    }
}
