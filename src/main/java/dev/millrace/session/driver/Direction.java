package dev.millrace.session.driver;

import java.util.Locale;

/** A direction on the screen. */
public enum Direction {
    UP,
    DOWN,
    LEFT,
    RIGHT;

    /** The word for it. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The other way. */
    public Direction opposite() {
        return switch (this) {
            case UP -> DOWN;
            case DOWN -> UP;
            case LEFT -> RIGHT;
            case RIGHT -> LEFT;
        };
    }
}
