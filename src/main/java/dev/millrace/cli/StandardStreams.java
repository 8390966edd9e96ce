package dev.millrace.cli;

import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What is known of the streams that the process was started with. */
final class StandardStreams {
    static final int IN = 0;
    static final int OUT = 1;
    static final int ERR = 2;

    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    private StandardStreams() {}

    /**
     * Whether a descriptor is a terminal. Linux tells by the name of what is behind it; elsewhere the answer is that of
     * the console, which is there when standard input and output are terminals.
     */
    static boolean isTerminal(int descriptor) {
        if (!Files.isDirectory(DESCRIPTORS)) {
            return Optional.ofNullable(System.console())
                    .filter(Console::isTerminal)
                    .isPresent();
        }
        try {
            String target = Files.readSymbolicLink(DESCRIPTORS.resolve(String.valueOf(descriptor)))
                    .toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException _) {
            return false;
        }
    }
}
