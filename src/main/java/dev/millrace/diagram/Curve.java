package dev.millrace.diagram;

import dev.millrace.diagram.Layout.Item;
import dev.millrace.diagram.Layout.Line;
import java.util.List;

/** The path of an edge: straight past the items on its way, and curved between the rows. */
final class Curve {
    private static final double PORT_GAP = 18;

    private Curve() {}

    static String of(Line line) {
        List<Item> stops = line.stops();
        Item start = stops.getFirst();
        Item end = stops.getLast();
        boolean down = start.y < end.y;
        double x = port(start, stops.get(1), down);
        double y = down ? start.bottom() : start.top();
        StringBuilder path = new StringBuilder("M" + point(x, y));
        for (int i = 1; i < stops.size(); i++) {
            Item stop = stops.get(i);
            boolean last = i == stops.size() - 1;
            double nextX = last && !line.joins() ? port(end, stops.get(i - 1), !down) : stop.x;
            double nextY = down ? stop.top() : stop.bottom();
            double middle = (y + nextY) / 2;
            path.append('C')
                    .append(point(x, middle))
                    .append(' ')
                    .append(point(nextX, middle))
                    .append(' ')
                    .append(point(nextX, nextY));
            x = nextX;
            y = last ? nextY : down ? stop.bottom() : stop.top();
            if (!last && y != nextY) {
                path.append('V').append(Svg.number(y));
            }
        }
        return path.toString();
    }

    /** Where on the lower or upper side of a box an edge begins or ends: side by side, in the order of where they lead. */
    private static double port(Item box, Item neighbour, boolean lower) {
        List<Item> neighbours = lower ? box.below : box.above;
        double gap = Math.min(PORT_GAP, box.width * 0.7 / neighbours.size());
        return box.x + (neighbours.indexOf(neighbour) - (neighbours.size() - 1) / 2.0) * gap;
    }

    private static String point(double x, double y) {
        return Svg.number(x) + " " + Svg.number(y);
    }
}
