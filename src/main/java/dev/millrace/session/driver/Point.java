package dev.millrace.session.driver;

/** A place in the visible part of a page, in pixels from its upper left corner. */
public record Point(int x, int y) {
    /** The point so many pixels away in a direction. */
    public Point moved(Direction direction, int pixels) {
        return switch (direction) {
            case UP -> new Point(x, y - pixels);
            case DOWN -> new Point(x, y + pixels);
            case LEFT -> new Point(x - pixels, y);
            case RIGHT -> new Point(x + pixels, y);
        };
    }
}
