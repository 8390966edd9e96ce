package dev.millrace.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Browsers of servers that were killed: they live on until the next start, which with tests may never come. */
final class LeftBrowsers {
    private LeftBrowsers() {}

    /** Ends the browsers of the server that has kept its data here, and deletes their folders. */
    static void end(Path dataDir) {
        Path id = dataDir.resolve("node-id");
        if (!Files.exists(id)) {
            return;
        }
        try {
            String node = Files.readString(id).strip();
            List<ProcessHandle> browsers = ProcessHandle.allProcesses()
                    .filter(process -> isBrowserOf(process, node))
                    .toList();
            browsers.forEach(ProcessHandle::destroyForcibly);
            browsers.forEach(process -> process.onExit().join());
            for (Path folder : folders("millrace-browser-" + node.substring(0, Math.min(8, node.length())))) {
                ServerFiles.delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isBrowserOf(ProcessHandle process, String node) {
        try {
            Path environ = Path.of("/proc", Long.toString(process.pid()), "environ");
            String variables = Files.readString(environ, StandardCharsets.ISO_8859_1);
            return variables.contains("MILLRACE_NODE=" + node) && variables.contains("MILLRACE_STEP=browser");
        } catch (IOException _) {
            return false;
        }
    }

    private static List<Path> folders(String prefix) throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(file -> file.getFileName().toString().startsWith(prefix))
                    .toList();
        }
    }
}
