package dev.millrace.process;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The ids of processes, read from {@code /proc}. */
final class ProcessIds {
    private static final File PROC = new File("/proc");
    private static final Path LAST = Path.of("/proc/sys/kernel/ns_last_pid");

    private ProcessIds() {}

    /** Those of all processes that may be seen. The cost grows with their number. */
    static IntStream all() {
        String[] entries = PROC.list();
        return Stream.of(entries == null ? new String[0] : entries)
                .filter(name -> Character.isDigit(name.charAt(0)))
                .mapToInt(Integer::parseInt);
    }

    /**
     * A superset of the ids that were given to processes and threads since one got {@code pid}, which must have been so
     * lately that not all numbers have been used since. Ids are given in ascending order, starting over at the end.
     */
    static IntStream since(int pid) {
        int last = last();
        return last >= pid ? IntStream.rangeClosed(pid + 1, last) : all();
    }

    private static int last() {
        try {
            return Integer.parseInt(Files.readString(LAST).strip());
        } catch (IOException | NumberFormatException e) {
            return 0;
        }
    }
}
