package dev.millrace.session;

import java.util.ArrayList;
import java.util.List;

/** What has succeeded in a session, the first of it, so that it can be written out as a workflow. Thread-safe. */
final class History {
    /** So many steps make a workflow that nobody reads any more. */
    private static final int MOST_ENTRIES = 1_000;

    private static final long LONGEST = 1 << 20;

    private final List<Entry> entries = new ArrayList<>();
    private long length;
    private boolean closed;

    /**
     * A keyword that succeeded.
     *
     * @param keyword its slug
     * @param params as they were given: a list or a map
     */
    record Entry(String keyword, Object params) {}

    synchronized void add(Entry entry) {
        length += String.valueOf(entry.params()).length();
        if (!closed && entries.size() < MOST_ENTRIES && length <= LONGEST) {
            entries.add(entry);
        }
    }

    /** Those in order; none after it was closed. */
    synchronized List<Entry> entries() {
        return List.copyOf(entries);
    }

    /** Forgets everything, and keeps nothing any more. */
    synchronized void close() {
        closed = true;
        entries.clear();
    }
}
