package dev.millrace.diagram;

import dev.millrace.diagram.Diagram.Edge;
import dev.millrace.diagram.Diagram.Node;
import dev.millrace.diagram.Diagram.Way;
import dev.millrace.http.ProblemException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where the things of a diagram are drawn: nodes in rows by {@link Ranks}, and between two rows of nodes a row for the
 * labels of the edges between them. An edge that spans several rows has an item in each of them, so that it runs past
 * nodes and labels and never over them; edges of a kind that lead to the same node share these items.
 */
final class Layout {
    private static final int MOST_ITEMS = 10_000;
    private static final double ROW_GAP = 22;
    private static final double MARGIN = 24;
    private static final double BEND_WIDTH = 10;
    private static final double LABEL_HEIGHT = 18;
    /** How far a way from a node to itself reaches to the right, without its label. */
    static final double SELF_LOOP = 30;

    private final List<List<Item>> rows = new ArrayList<>();
    private final List<Item> boxes = new ArrayList<>();
    private final List<Line> lines = new ArrayList<>();
    private final Map<Bend, Item> bends = new HashMap<>();
    private int items;
    private double width;
    private double height;

    /** Something with a place of its own in a row. */
    static final class Item {
        final double width;
        /** How strongly it draws its neighbours, and is drawn by them. */
        final double pull;

        final List<Item> above = new ArrayList<>();
        final List<Item> below = new ArrayList<>();
        final boolean isBend;
        /** Of a bend: that of its row, once it is known. */
        double height;
        /** The centre. */
        double x;

        double y;
        /** Its place in its row, from 0. */
        int index;

        private Item(double width, double height, double pull, boolean isBend) {
            this.width = width;
            this.height = height;
            this.pull = pull;
            this.isBend = isBend;
        }

        static Item box(double width, double height) {
            return new Item(width, height, 1, false);
        }

        static Item label(Edge edge) {
            return new Item(labelWidth(edge), LABEL_HEIGHT, pull(edge), false);
        }

        static Item bend(Edge edge) {
            return new Item(BEND_WIDTH, 0, pull(edge), true);
        }

        /** What a run usually does goes straight down. */
        private static double pull(Edge edge) {
            return edge.way() == Way.SUCCESS || edge.way() == Way.CHOICE ? 1 : 0.25;
        }

        double top() {
            return y - height / 2;
        }

        double bottom() {
            return y + height / 2;
        }
    }

    /**
     * The way of an edge: from node to node through the items between, the first of which is its label; or to the bend
     * where it joins an edge that has been laid out before. It has two items, the same twice, where a node leads to
     * itself.
     */
    record Line(Edge edge, List<Item> stops) {
        /** Whether it ends in another edge. */
        boolean joins() {
            return stops.getLast().isBend;
        }

        boolean isSelfLoop() {
            return edge.from() == edge.to();
        }

        /** The place of its label. */
        Item label() {
            return stops.get(1);
        }
    }

    /** What edges share while they pass a row: they lead to the same node, in the same direction. */
    private record Bend(int row, int to, Way way, boolean back) {}

    private Layout() {}

    /** Throws a 422 when there are so many nodes, or ways past so many rows, that nobody could read the picture. */
    static Layout of(Diagram diagram) {
        Layout layout = new Layout();
        layout.build(diagram, new Ranks(diagram));
        new Placement(layout.rows).run();
        layout.finish();
        return layout;
    }

    /** The places of the nodes, by their numbers. */
    List<Item> boxes() {
        return boxes;
    }

    List<Line> lines() {
        return lines;
    }

    double width() {
        return width;
    }

    double height() {
        return height;
    }

    private void build(Diagram diagram, Ranks ranks) {
        double[] selfLoops = new double[diagram.nodes().size()];
        for (Edge edge : diagram.edges()) {
            if (edge.from() == edge.to()) {
                selfLoops[edge.from()] = SELF_LOOP + labelWidth(edge);
            }
        }
        for (int i = 0; i < diagram.nodes().size(); i++) {
            Node node = diagram.nodes().get(i);
            boxes.add(add(2 * ranks.of(i), Item.box(Card.width(node) + 2 * selfLoops[i], Card.height(node))));
        }
        for (int i = 0; i < diagram.edges().size(); i++) {
            Edge edge = diagram.edges().get(i);
            Item from = boxes.get(edge.from());
            Item to = boxes.get(edge.to());
            if (edge.from() == edge.to()) {
                lines.add(new Line(edge, List.of(from, to)));
            } else {
                lines.add(line(edge, from, to, 2 * ranks.of(edge.from()), 2 * ranks.of(edge.to()), ranks.isBack(i)));
            }
        }
    }

    private Line line(Edge edge, Item from, Item to, int start, int end, boolean back) {
        int step = back ? -1 : 1;
        List<Item> stops = new ArrayList<>(List.of(from));
        stops.add(add(start + step, edge.label().isEmpty() ? Item.bend(edge) : Item.label(edge)));
        boolean joined = false;
        for (int row = start + 2 * step; row != end && !joined; row += step) {
            Bend bend = new Bend(row, edge.to(), edge.way(), back);
            joined = bends.containsKey(bend);
            stops.add(bends.computeIfAbsent(bend, b -> add(b.row(), Item.bend(edge))));
        }
        if (!joined) {
            stops.add(to);
        }
        for (int i = 1; i < stops.size(); i++) {
            Item upper = back ? stops.get(i) : stops.get(i - 1);
            Item lower = back ? stops.get(i - 1) : stops.get(i);
            upper.below.add(lower);
            lower.above.add(upper);
        }
        return new Line(edge, stops);
    }

    static double labelWidth(Edge edge) {
        return TextWidth.of(edge.label(), 11) + 10;
    }

    private Item add(int row, Item item) {
        if (++items > MOST_ITEMS) {
            throw ProblemException.invalid(
                    "diagram-too-large",
                    "The workflow is too large for a picture",
                    "The workflow has too many states, or ways between them, to be drawn; ask for another format, such as text/vnd.graphviz, and draw a part of it.",
                    List.of());
        }
        while (rows.size() <= row) {
            rows.add(new ArrayList<>());
        }
        rows.get(row).add(item);
        return item;
    }

    private void finish() {
        List<Item> all = rows.stream().flatMap(List::stream).toList();
        double left =
                all.stream().mapToDouble(item -> item.x - item.width / 2).min().orElse(0);
        for (Item item : all) {
            item.x += MARGIN - left;
        }
        width = MARGIN
                + all.stream()
                        .mapToDouble(item -> item.x + item.width / 2)
                        .max()
                        .orElse(0);
        double y = MARGIN;
        for (List<Item> row : rows) {
            double tallest = row.stream().mapToDouble(item -> item.height).max().orElse(0);
            for (Item item : row) {
                item.y = y + tallest / 2;
                item.height = item.isBend ? tallest : item.height;
            }
            y += tallest + ROW_GAP;
        }
        height = y - ROW_GAP + MARGIN;
        for (Item item : all) {
            item.above.sort(Comparator.comparingDouble(neighbour -> neighbour.x));
            item.below.sort(Comparator.comparingDouble(neighbour -> neighbour.x));
        }
    }
}
