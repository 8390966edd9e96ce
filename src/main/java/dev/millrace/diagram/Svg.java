package dev.millrace.diagram;

import dev.millrace.diagram.Diagram.Kind;
import dev.millrace.diagram.Diagram.Node;
import dev.millrace.diagram.Diagram.Way;
import dev.millrace.diagram.Layout.Item;
import dev.millrace.diagram.Layout.Line;
import java.util.List;
import java.util.Locale;

/** Draws a diagram as a picture of its own, without scripts and with nothing to be fetched. */
final class Svg {
    private static final String STYLE =
            """
            <style>
            svg{--bg:#fff;--card:#f8fafc;--line:#cbd5e1;--text:#0f172a;--muted:#64748b;--success:#15803d;--failure:#b91c1c;--command:#2563eb;--operation:#0e7490;--parallel:#7c3aed;--loop:#c2410c;--call:#be185d;--good:#dcfce7;--bad:#fee2e2}
            @media (prefers-color-scheme:dark){svg{--bg:#0f172a;--card:#1e293b;--line:#475569;--text:#f1f5f9;--muted:#94a3b8;--success:#4ade80;--failure:#f87171;--command:#60a5fa;--operation:#22d3ee;--parallel:#a78bfa;--loop:#fb923c;--call:#f472b6;--good:#14532d;--bad:#7f1d1d}}
            text{font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;fill:var(--text)}
            .bg,.under{fill:var(--bg)}.card{fill:var(--card);stroke:var(--line)}.name{font-size:13px;font-weight:600}
            .kind{font-size:9px;font-weight:700;letter-spacing:.08em}.detail{font:11px ui-monospace,Menlo,Consolas,monospace;fill:var(--muted)}
            .edge{fill:none;stroke-width:1.5}.label{font-size:11px}.mid{text-anchor:middle}.dashed{stroke-dasharray:4 4}.start{fill:var(--muted)}
            .good{fill:var(--good);stroke:var(--success)}.bad{fill:var(--bad);stroke:var(--failure)}
            %s</style>
            """.formatted(colours("success", "failure", "muted", "command", "operation", "parallel", "loop", "call"));

    private final StringBuilder out = new StringBuilder();
    private final Diagram diagram;
    private final Layout layout;

    private Svg(Diagram diagram) {
        this.diagram = diagram;
        this.layout = Layout.of(diagram);
    }

    static String of(Diagram diagram) {
        return new Svg(diagram).draw();
    }

    private static String colours(String... names) {
        StringBuilder rules = new StringBuilder();
        for (String name : names) {
            rules.append(".s-%1$s{stroke:var(--%1$s)}.f-%1$s{fill:var(--%1$s)}".formatted(name));
        }
        return rules.append('\n').toString();
    }

    private String draw() {
        String size = number(layout.width()) + " " + number(layout.height());
        out.append(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %s\" width=\"%s\" height=\"%s\" role=\"img\">\n"
                        .formatted(size, number(layout.width()), number(layout.height())));
        out.append("<title>")
                .append(escaped(diagram.title()))
                .append("</title>\n")
                .append(STYLE);
        out.append("<defs>\n");
        List.of("success", "failure", "muted").forEach(this::marker);
        out.append("</defs>\n<rect class=\"bg\" width=\"100%\" height=\"100%\"/>\n");
        layout.lines().forEach(this::edge);
        layout.lines().forEach(this::label);
        for (int i = 0; i < diagram.nodes().size(); i++) {
            node(diagram.nodes().get(i), layout.boxes().get(i));
        }
        return out.append("</svg>\n").toString();
    }

    private void marker(String colour) {
        out.append(
                "<marker id=\"%1$s\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"9\" markerHeight=\"9\" markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path class=\"f-%1$s\" d=\"M0 0L8 4L0 8L2 4z\"/></marker>\n"
                        .formatted(colour));
    }

    private static String colour(Way way) {
        return switch (way) {
            case SUCCESS -> "success";
            case FAILURE -> "failure";
            case CHOICE, PART -> "muted";
        };
    }

    private void edge(Line line) {
        String colour = colour(line.edge().way());
        String dashed = line.edge().way() == Way.PART ? " dashed" : "";
        String arrowhead = line.joins() ? "" : " marker-end=\"url(#" + colour + ")\"";
        out.append("<path class=\"edge s-%s%s\" d=\"%s\"%s/>\n"
                .formatted(colour, dashed, line.isSelfLoop() ? selfLoop(line) : Curve.of(line), arrowhead));
    }

    private String selfLoop(Line line) {
        Item box = line.stops().getFirst();
        double right = right(line);
        double bend = right + Layout.SELF_LOOP * 1.2;
        return "M%1$s %2$sC%3$s %2$s %3$s %4$s %1$s %4$s"
                .formatted(number(right), number(box.y - 9), number(bend), number(box.y + 9));
    }

    /** The right edge of the box of a node that leads to itself. */
    private double right(Line line) {
        return line.stops().getFirst().x
                + Card.width(diagram.nodes().get(line.edge().from())) / 2;
    }

    private void label(Line line) {
        if (line.edge().label().isEmpty()) {
            return;
        }
        double width = Layout.labelWidth(line.edge());
        double x = line.isSelfLoop() ? right(line) + Layout.SELF_LOOP + width / 2 : line.label().x;
        double y = line.isSelfLoop() ? line.stops().getFirst().y : line.label().y;
        rect("under", x, y, width, 16, 4);
        text("label mid f-" + colour(line.edge().way()), x, y + 4, line.edge().label());
    }

    private void node(Node node, Item box) {
        double width = Card.width(node);
        double left = box.x - width / 2 + Card.PADDING;
        switch (node.kind()) {
            case START ->
                out.append("<circle class=\"start\" cx=\"%s\" cy=\"%s\" r=\"7\"/>\n"
                        .formatted(number(box.x), number(box.y)));
            case SUCCESS, FAILURE -> {
                rect(node.kind() == Kind.SUCCESS ? "good" : "bad", box.x, box.y, width, box.height, 16);
                text("name mid", box.x, box.top() + 20, node.name());
                text("detail mid", box.x, box.top() + 37, node.detail());
            }
            default -> {
                String colour = colour(node.kind());
                rect("card", box.x, box.y, width, box.height, 8);
                rect("f-" + colour, box.x - width / 2 + 2, box.y, 4, box.height - 14, 2);
                text(
                        "kind f-" + colour,
                        left,
                        box.top() + 16,
                        node.kind().word().toUpperCase(Locale.ROOT));
                text("name", left, box.top() + 33, node.name());
                text("detail", left, box.top() + 50, node.detail());
            }
        }
    }

    private static String colour(Kind kind) {
        return switch (kind) {
            case START -> "muted";
            case COMMAND -> "command";
            case OPERATION -> "operation";
            case PARALLEL -> "parallel";
            case FOR_EACH, WHILE -> "loop";
            case CALL -> "call";
            case SUCCESS -> "success";
            case FAILURE -> "failure";
        };
    }

    private void rect(String style, double x, double y, double width, double height, double radius) {
        out.append("<rect class=\"%s\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" rx=\"%s\"/>\n"
                .formatted(
                        style,
                        number(x - width / 2),
                        number(y - height / 2),
                        number(width),
                        number(height),
                        number(radius)));
    }

    private void text(String style, double x, double y, String text) {
        if (!text.isEmpty()) {
            out.append("<text class=\"%s\" x=\"%s\" y=\"%s\">%s</text>\n"
                    .formatted(style, number(x), number(y), escaped(text)));
        }
    }

    /** A number with one decimal place at most. */
    static String number(double value) {
        long tenths = Math.round(value * 10);
        return tenths % 10 == 0 ? Long.toString(tenths / 10) : Double.toString(tenths / 10.0);
    }

    /** Text for content and attributes; characters that XML does not allow (section 2.2) are replaced. */
    static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        text.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.appendCodePoint(isAllowed(c) ? c : '\uFFFD');
            }
        });
        return escaped.toString();
    }

    private static boolean isAllowed(int c) {
        return c >= 0x20 && !(c >= 0xD800 && c <= 0xDFFF) && (c & 0xFFFE) != 0xFFFE;
    }
}
