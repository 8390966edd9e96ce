package dev.millrace.diagram;

import dev.millrace.http.ProblemException;
import dev.millrace.workflow.Workflow;
import java.util.Locale;

/** The forms that a diagram of a workflow can have. Texts of the workflow are escaped, whatever they hold. */
public enum DiagramFormat {
    /** A flowchart for Mermaid, as it can be put into Markdown. */
    MERMAID("text/vnd.mermaid"),
    /** A graph for Graphviz. */
    DOT("text/vnd.graphviz"),
    /** A picture, light or dark as the viewer prefers. */
    SVG("image/svg+xml");

    private final String mediaType;

    DiagramFormat(String mediaType) {
        this.mediaType = mediaType;
    }

    /** The media type, without parameters. */
    public String mediaType() {
        return mediaType;
    }

    /** The name in a query or on a command line: {@code mermaid}, {@code dot} or {@code svg}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return word();
    }

    /**
     * Draws a workflow.
     *
     * @throws ProblemException 422 when it has too many states for a picture; only SVG has such a limit
     */
    public String draw(Workflow workflow) {
        Diagram diagram = DiagramBuilder.of(workflow);
        return switch (this) {
            case MERMAID -> Mermaid.of(diagram);
            case DOT -> Dot.of(diagram);
            case SVG -> Svg.of(diagram);
        };
    }
}
