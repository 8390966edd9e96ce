package dev.millrace.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Where the program writes: results and the output of steps to standard output, what it says itself to standard error.
 * Both are UTF-8 whatever the locale, as the output of steps is. Thread-safe.
 */
final class Terminal {
    private final PrintStream out;
    private final PrintStream err;
    private final boolean interactive;
    private final boolean oneScreen;
    private boolean colours;
    private boolean lineOpen;

    /**
     * A terminal over two streams.
     *
     * @param interactive whether a person sees what is written to standard error at once
     * @param oneScreen whether both streams go to the same screen
     * @param colours whether colours may be used there
     */
    Terminal(OutputStream out, OutputStream err, boolean interactive, boolean oneScreen, boolean colours) {
        this.out = new PrintStream(out, false, StandardCharsets.UTF_8);
        this.err = new PrintStream(err, false, StandardCharsets.UTF_8);
        this.interactive = interactive;
        this.oneScreen = oneScreen;
        this.colours = colours;
    }

    /** The terminal of this process. NO_COLOR (no-color.org) and a TERM that is dumb turn colours off. */
    static Terminal ofProcess(Map<String, String> environment) {
        boolean errIsTerminal = StandardStreams.isTerminal(StandardStreams.ERR);
        boolean outIsTerminal = errIsTerminal && StandardStreams.isTerminal(StandardStreams.OUT);
        boolean plain = !environment.getOrDefault("NO_COLOR", "").isEmpty()
                || environment.getOrDefault("TERM", "dumb").equals("dumb");
        return new Terminal(
                new BufferedOutputStream(new FileOutputStream(FileDescriptor.out)),
                new BufferedOutputStream(new FileOutputStream(FileDescriptor.err)),
                errIsTerminal,
                outIsTerminal,
                errIsTerminal && !plain);
    }

    /** For what prints by itself to standard output, such as help. */
    PrintWriter outWriter() {
        return new PrintWriter(out, true, StandardCharsets.UTF_8);
    }

    /** For what prints by itself to standard error. */
    PrintWriter errWriter() {
        return new PrintWriter(err, true, StandardCharsets.UTF_8);
    }

    /** Whether a person looks on. */
    boolean interactive() {
        return interactive;
    }

    synchronized boolean colours() {
        return colours;
    }

    synchronized void withoutColours() {
        colours = false;
    }

    /** Prints a line of the result. */
    void line(String line) {
        text(line + "\n");
    }

    /** Passes text on to standard output as it is. Throws when nobody reads it any more. */
    synchronized void text(String text) {
        out.print(text);
        if (out.checkError()) {
            throw new CommandException(ExitStatus.SYSTEM_FAULT, "Nobody reads the standard output any more.");
        }
        if (oneScreen) {
            moved(text);
        }
    }

    /** Passes text on to standard error as it is. */
    synchronized void errorText(String text) {
        err.print(text);
        err.flush();
        moved(text);
    }

    /** Says something to who uses the program, on a line of its own. */
    synchronized void note(String line) {
        errorText((lineOpen ? "\n" : "") + line + "\n");
    }

    /** Text in a style, where colours are used. */
    String styled(Style style, String text) {
        return colours() ? style.code + text + Style.RESET : text;
    }

    /** Keeps in mind whether what comes next on the screen of standard error is in the middle of a line. */
    private void moved(String text) {
        lineOpen = text.isEmpty() ? lineOpen : !text.endsWith("\n");
    }

    /** How text looks (ECMA-48, select graphic rendition). */
    enum Style {
        GOOD("\u001b[32m"),
        BAD("\u001b[31m"),
        STRONG("\u001b[1m"),
        FAINT("\u001b[2m");

        private static final String RESET = "\u001b[0m";
        private final String code;

        Style(String code) {
            this.code = code;
        }
    }
}
