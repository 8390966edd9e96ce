package dev.millrace.session.vision;

import dev.millrace.session.driver.Area;

/** A part of a picture, in pixels from its upper left corner. */
record Box(int x, int y, int width, int height) {
    /** The part of a picture of this size that an area covers; at least one pixel. */
    static Box of(Area area, int width, int height) {
        int left = Math.min(width - 1, (int) Math.floor(area.x() * width / 100));
        int top = Math.min(height - 1, (int) Math.floor(area.y() * height / 100));
        int right = Math.min(width, (int) Math.ceil((area.x() + area.width()) * width / 100));
        int bottom = Math.min(height, (int) Math.ceil((area.y() + area.height()) * height / 100));
        return new Box(left, top, Math.max(1, right - left), Math.max(1, bottom - top));
    }

    int right() {
        return x + width;
    }

    int bottom() {
        return y + height;
    }

    int middleX() {
        return x + width / 2;
    }

    int middleY() {
        return y + height / 2;
    }

    Box moved(int dx, int dy) {
        return new Box(x + dx, y + dy, width, height);
    }

    /** The same part of a picture that is so many times as large. */
    Box scaled(double factor) {
        return new Box(
                (int) Math.round(x * factor), (int) Math.round(y * factor), (int) Math.round(width * factor), (int)
                        Math.round(height * factor));
    }

    /** The smallest box around both. */
    Box with(Box other) {
        int left = Math.min(x, other.x);
        int top = Math.min(y, other.y);
        return new Box(left, top, Math.max(right(), other.right()) - left, Math.max(bottom(), other.bottom()) - top);
    }

    /** Whether the middle of one is within the other. */
    boolean meets(Box other) {
        return contains(other.middleX(), other.middleY()) || other.contains(middleX(), middleY());
    }

    private boolean contains(int px, int py) {
        return px >= x && px < right() && py >= y && py < bottom();
    }
}
