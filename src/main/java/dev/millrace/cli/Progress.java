package dev.millrace.cli;

import java.util.concurrent.TimeUnit;

/** Shows a person how far a long job has come, on one line that changes. To others it shows nothing. Thread-safe. */
final class Progress {
    private static final long EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final String CLEAR_LINE = "\r\u001b[K";

    private final Terminal terminal;
    private long shownAt = System.nanoTime();

    Progress(Terminal terminal) {
        this.terminal = terminal;
    }

    /** Shows a line, unless one was shown just now. */
    synchronized void show(String line) {
        long now = System.nanoTime();
        if (terminal.interactive() && now - shownAt >= EVERY_NANOS) {
            shownAt = now;
            terminal.errorText(CLEAR_LINE + line);
        }
    }

    /** Takes the line away. */
    synchronized void end() {
        if (terminal.interactive()) {
            terminal.errorText(CLEAR_LINE);
        }
    }
}
