package dev.millrace.mcp;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.stream.Stream;

/**
 * The end of a log.
 *
 * @param truncated whether there is more before it
 */
record LogTail(String text, boolean truncated) {
    /** The most characters of a log that are shown. */
    static final int LONGEST = 1 << 18;

    /** How many are shown when nobody says how many. */
    static final int USUAL = 1 << 16;

    /** The last characters of pieces of text. */
    static LogTail of(Stream<String> pieces, int characters) {
        Deque<String> kept = new ArrayDeque<>();
        long length = 0;
        boolean truncated = false;
        for (Iterator<String> all = pieces.iterator(); all.hasNext(); ) {
            String piece = all.next();
            kept.addLast(piece);
            length += piece.length();
            while (length - kept.getFirst().length() >= characters) {
                String dropped = kept.removeFirst();
                length -= dropped.length();
                truncated |= !dropped.isEmpty();
            }
        }
        String text = String.join("", kept);
        int excess = Math.max(0, text.length() - characters);
        return new LogTail(text.substring(excess), truncated || excess > 0);
    }
}
