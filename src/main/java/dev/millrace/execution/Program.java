package dev.millrace.execution;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What a step or hook has started on the server's machine. To be closed when it has ended.
 *
 * @param line the program and its arguments
 * @param directory where it runs; null for anywhere
 * @param script a file that is only there for it; null for none
 */
record Program(
        List<String> line,
        Map<String, String> environment,
        @Nullable Path directory,
        @Nullable Path script) implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Program.class);

    @Override
    public void close() {
        try {
            if (script != null) {
                Files.deleteIfExists(script);
            }
        } catch (IOException e) {
            LOG.warnf("The script %s was not removed: %s", script, e.getMessage());
        }
    }
}
