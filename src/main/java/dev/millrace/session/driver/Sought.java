package dev.millrace.session.driver;

import java.util.Locale;

/**
 * Which of the elements that a locator fits is meant, and what for.
 *
 * @param index from 0
 */
public record Sought(Need need, int index, Area area) {
    /** What an element must be. */
    public enum Need {
        /** Part of the page, seen or not. */
        PRESENT,
        /** Seen. */
        VISIBLE,
        /** Seen and not disabled. */
        ENABLED,
        /** Enabled, not moving and not covered by something else. */
        PRESS,
        /** Enabled and something to type into; its content is then selected, so that typing replaces it. */
        TYPE;

        String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The first one, anywhere. */
    public static Sought first(Need need) {
        return new Sought(need, 0, Area.WHOLE);
    }
}
