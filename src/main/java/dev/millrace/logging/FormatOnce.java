package dev.millrace.logging;

import org.jboss.logmanager.ExtFormatter;
import org.jboss.logmanager.ExtLogRecord;
import org.jspecify.annotations.Nullable;

/** Keeps the last line, since each output asks for the same one in turn. Thread-safe. */
final class FormatOnce extends ExtFormatter {
    private final ExtFormatter format;
    private volatile @Nullable Line last;

    private record Line(ExtLogRecord record, String text) {}

    FormatOnce(ExtFormatter format) {
        this.format = format;
    }

    @Override
    public String format(ExtLogRecord record) {
        Line line = last;
        if (line == null || line.record() != record) {
            line = new Line(record, format.format(record));
            last = line;
        }
        return line.text();
    }
}
