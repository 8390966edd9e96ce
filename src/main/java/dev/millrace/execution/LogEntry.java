package dev.millrace.execution;

import dev.millrace.http.Times;
import java.util.Objects;

/** Log text as the API shows it. */
record LogEntry(long seq, String at, String step, String stream, String text) {
    static LogEntry of(Event event) {
        Detail.Log log = (Detail.Log) event.detail();
        return new LogEntry(
                event.seq(), Times.text(event.at()), Objects.requireNonNull(event.step()), log.stream(), log.text());
    }
}
