package dev.millrace.session.recording;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import dev.millrace.http.Cursor;
import dev.millrace.http.PageRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of the list of recordings, newest first.
 *
 * @param nextCursor asks for those after these; null when there are none
 * @param missingNodes the servers that did not answer in time, whose recordings are not here
 */
record RecordingPage(
        List<RecordingInfo> items,
        @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable String nextCursor,

        @JsonInclude(JsonInclude.Include.NON_EMPTY) @JsonSetter(nulls = Nulls.AS_EMPTY)
        List<String> missingNodes) {
    /** What one node has, in their order; one more than the page takes when there are more. */
    static RecordingPage part(List<RecordingInfo> rows, PageRequest page) {
        return cut(rows, page, false, List.of());
    }

    /**
     * The first of these.
     *
     * @param more whether there are more than these
     */
    static RecordingPage cut(List<RecordingInfo> rows, PageRequest page, boolean more, List<String> missingNodes) {
        List<RecordingInfo> shown = rows.subList(0, Math.min(rows.size(), page.limit()));
        boolean goesOn = !shown.isEmpty() && (more || shown.size() < rows.size());
        return new RecordingPage(shown, goesOn ? new Cursor(shown.getLast().place()).encode() : null, missingNodes);
    }

    RecordingPage withoutNumbers() {
        return new RecordingPage(
                items.stream().map(RecordingInfo::withoutNumber).toList(), nextCursor, missingNodes);
    }
}
