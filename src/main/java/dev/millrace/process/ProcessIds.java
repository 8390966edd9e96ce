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
    /** Its last word is the id given last, see proc(5); unlike {@code ns_last_pid} every kernel has it. */
    private static final Path LOADAVG = Path.of("/proc/loadavg");

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
            String line = Files.readString(LOADAVG).strip();
            return Integer.parseInt(line.substring(line.lastIndexOf(' ') + 1));
        } catch (IOException | NumberFormatException e) {
            return 0;
        }
    }
}
