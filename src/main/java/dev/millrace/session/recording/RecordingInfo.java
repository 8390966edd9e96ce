package dev.millrace.session.recording;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A recording as it is answered.
 *
 * @param live whether its session goes on
 * @param size of all its files, in bytes
 * @param number its place in a list; told to other nodes only
 * @param timeline the keywords and the end, in their order; only of one recording
 */
record RecordingInfo(
        String sessionId,
        @Nullable String owner,
        String driver,
        String startedAt,
        String changedAt,
        boolean live,
        long size,

        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long number,

        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<JsonNode> timeline) {
    /** Its place in a list, newer ones having greater numbers. */
    long place() {
        return number == null ? 0 : number;
    }

    RecordingInfo withoutNumber() {
        return new RecordingInfo(sessionId, owner, driver, startedAt, changedAt, live, size, null, timeline);
    }
}
