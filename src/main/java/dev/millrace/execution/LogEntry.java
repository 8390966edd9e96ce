package dev.millrace.execution;

import dev.millrace.http.Times;
import org.jspecify.annotations.Nullable;

/**
 * Log text as the API shows it.
 *
 * @param step the step that it comes from; null for a hook of the workflow
 */
record LogEntry(long seq, String at, @Nullable String step, String stream, String text) {
    static LogEntry of(Event event) {
        Detail.Log log = (Detail.Log) event.detail();
        return new LogEntry(event.seq(), Times.text(event.at()), event.step(), log.stream(), log.text());
    }
}
