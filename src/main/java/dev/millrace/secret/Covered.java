package dev.millrace.secret;

import java.util.Arrays;

/** The parts of a text that occurrences cover, those that touch as one. Used by one thread. */
final class Covered {
    private static final String MASK = "***";

    /** Beginnings and ends in turn, in order. */
    private int[] bounds = new int[8];

    private int size;

    boolean isEmpty() {
        return size == 0;
    }

    /** Adds a part, and what is between it and those that it does not come after. */
    void add(int start, int end) {
        int from = start;
        int to = end;
        while (size > 0 && bounds[size - 1] >= from) {
            from = Math.min(from, bounds[size - 2]);
            to = Math.max(to, bounds[size - 1]);
            size -= 2;
        }
        if (size == bounds.length) {
            bounds = Arrays.copyOf(bounds, 2 * size);
        }
        bounds[size++] = from;
        bounds[size++] = to;
    }

    /** Writes the text up to a place with its covered parts masked; one at its beginning may go on. */
    void write(StringBuilder out, CharSequence text, int end, boolean goesOn) {
        int done = 0;
        for (int i = 0; i < size && bounds[i] < end; i += 2) {
            out.append(text, done, bounds[i]);
            if (bounds[i] > 0 || !goesOn) {
                out.append(MASK);
            }
            done = Math.min(end, bounds[i + 1]);
        }
        out.append(text, done, end);
    }

    /** Whether the character before a place is covered. */
    boolean endsAt(int place) {
        for (int i = 0; i < size; i += 2) {
            if (bounds[i] < place && place <= bounds[i + 1]) {
                return true;
            }
        }
        return false;
    }

    /** The beginning of the part that a place is within, or else the place. */
    int startOf(int place) {
        for (int i = 0; i < size; i += 2) {
            if (bounds[i] < place && place < bounds[i + 1]) {
                return bounds[i];
            }
        }
        return place;
    }

    /** Forgets what is before a place, which becomes the beginning. */
    void shift(int place) {
        int kept = 0;
        for (int i = 0; i < size; i += 2) {
            if (bounds[i + 1] > place) {
                bounds[kept++] = Math.max(0, bounds[i] - place);
                bounds[kept++] = bounds[i + 1] - place;
            }
        }
        size = kept;
    }
}
