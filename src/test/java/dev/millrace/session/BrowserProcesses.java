package dev.millrace.session;

import dev.millrace.testing.TestServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The processes of sessions, as the system knows them. Those that have ended and were not waited for do not count. */
final class BrowserProcesses {
    private BrowserProcesses() {}

    /** All processes that work for a session. */
    static List<ProcessHandle> of(String session) {
        return ProcessHandle.allProcesses()
                .filter(process -> read(process, "environ").contains("MILLRACE_EXECUTION=" + session))
                .toList();
    }

    /** The browser itself, from which all of its other processes come. */
    static ProcessHandle browser(String session) {
        return of(session).stream()
                .filter(process -> {
                    String command = read(process, "cmdline");
                    return command.contains("/chromium")
                            && !command.contains("--type=")
                            && !command.contains("crashpad");
                })
                .findFirst()
                .orElseThrow();
    }

    /** The port on which the ChromeDriver of a session listens. */
    static int driverPort(String session) throws IOException {
        ProcessHandle driver = of(session).stream()
                .filter(process -> read(process, "cmdline").contains("chromedriver"))
                .findFirst()
                .orElseThrow();
        Set<String> sockets = new HashSet<>();
        try (Stream<Path> files = Files.list(Path.of("/proc", Long.toString(driver.pid()), "fd"))) {
            for (Path file : files.toList()) {
                sockets.add(Files.readSymbolicLink(file).toString());
            }
        }
        return Files.readAllLines(Path.of("/proc/net/tcp")).stream()
                .map(line -> line.strip().split("\\s+"))
                .filter(columns -> columns[3].equals("0A") && sockets.contains("socket:[" + columns[9] + "]"))
                .map(columns -> Integer.parseInt(columns[1].substring(columns[1].indexOf(':') + 1), 16))
                .findFirst()
                .orElseThrow();
    }

    /** The folders that browsers of the shared server use now. */
    static List<Path> folders() throws IOException {
        return folders(TestServer.shared().dataDir());
    }

    /** Those of the server that keeps its data here; other servers of this machine have theirs beside them. */
    static List<Path> folders(Path dataDir) throws IOException {
        String node = Files.readString(dataDir.resolve("node-id"));
        String prefix = "millrace-browser-" + node.substring(0, 8) + "-";
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(file -> file.getFileName().toString().startsWith(prefix))
                    .toList();
        }
    }

    private static String read(ProcessHandle process, String file) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(process.pid()), file), StandardCharsets.ISO_8859_1);
        } catch (IOException _) {
            return "";
        }
    }
}
