package dev.millrace.cli;

import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The lines of a file that were not taken: the first ones are told at once, all of them go to a file if there is one. */
final class RejectedLines implements AutoCloseable {
    private static final int MOST_TOLD = 20;

    private final Terminal terminal;
    private final Progress progress;
    private final @Nullable CsvWriter file;
    private long count;

    RejectedLines(Terminal terminal, Progress progress, @Nullable Path path) {
        this.terminal = terminal;
        this.progress = progress;
        this.file = path == null ? null : open(path);
    }

    /** @param column empty when the reason is about the whole line */
    record Reason(String column, String text) {}

    void add(long line, Reason reason) {
        count++;
        if (file != null) {
            file.writeRecord(String.valueOf(line), reason.column(), reason.text());
        }
        if (count <= MOST_TOLD) {
            progress.end();
            terminal.note("line %d: %s".formatted(line, reason.text()));
        } else if (count == MOST_TOLD + 1) {
            terminal.note("more lines are rejected" + (file == null ? "; --rejected FILE keeps them all" : ""));
        }
    }

    private static CsvWriter open(Path path) {
        try {
            CsvWriter writer = CsvWriter.builder().build(path);
            writer.writeRecord("line", "column", "reason");
            return writer;
        } catch (IOException e) {
            throw CommandException.wrongUse("%s cannot be written: %s.".formatted(path, e.getMessage()));
        }
    }

    @Override
    public void close() throws IOException {
        if (file != null) {
            file.close();
        }
    }
}
