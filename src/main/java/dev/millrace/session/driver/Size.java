package dev.millrace.session.driver;

/** How large something is, in pixels. */
public record Size(int width, int height) {
    /** The point at these percentages of width and height. */
    public Point at(double percentX, double percentY) {
        return new Point((int) Math.round(width * percentX / 100), (int) Math.round(height * percentY / 100));
    }
}
