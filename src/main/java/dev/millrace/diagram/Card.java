package dev.millrace.diagram;

import dev.millrace.diagram.Diagram.Kind;
import dev.millrace.diagram.Diagram.Node;

/** The size of what stands for a node, in pixels. */
final class Card {
    static final double PADDING = 14;
    static final double TITLE = 13;
    static final double DETAIL = 11;
    /** The width of a character of a monospaced font of size 1. */
    private static final double MONOSPACED = 0.62;

    private Card() {}

    static double width(Node node) {
        if (node.kind() == Kind.START) {
            return 14;
        }
        double title = TextWidth.of(node.name(), TITLE);
        double detail = node.detail().codePoints().map(c -> c >= 0x1100 ? 2 : 1).sum() * MONOSPACED * DETAIL;
        return Math.max(96, Math.max(title, detail) + 2 * PADDING);
    }

    static double height(Node node) {
        double lines = node.detail().isEmpty() ? 0 : 17;
        return switch (node.kind()) {
            case START -> 14;
            case SUCCESS, FAILURE -> 32 + lines;
            default -> 44 + lines;
        };
    }
}
