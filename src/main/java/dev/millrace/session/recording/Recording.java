package dev.millrace.session.recording;

import dev.millrace.access.Ownership;
import java.nio.file.Path;

/**
 * A kept timeline of a session.
 *
 * @param number grows from one to the next, and is another one at each node
 * @param id that of its session
 * @param ownership the session's; it outlives the session
 * @param driver the name of the session's
 * @param startedAt milliseconds since 1970 UTC
 * @param folder where it is
 */
record Recording(long number, String id, Ownership ownership, String driver, long startedAt, Path folder) {
    /** What is in the folder beside pictures. */
    static final String TIMELINE = "timeline.jsonl";

    Path timeline() {
        return folder.resolve(TIMELINE);
    }
}
