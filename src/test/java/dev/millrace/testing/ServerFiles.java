package dev.millrace.testing;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Where the files of database servers for tests are, under {@code target}. */
final class ServerFiles {
    private static final Path HOME = Path.of("target", "servers").toAbsolutePath();
    private static final Pattern WORK = Pattern.compile("[a-z]+-of-(\\d+)-.*");

    private ServerFiles() {}

    /** The folder of a server's program, which is kept for the next tests. */
    static Path program(String name) throws IOException {
        return Files.createDirectories(HOME.resolve(name));
    }

    /** Puts a program there, or its first data. */
    @FunctionalInterface
    interface Installation<T> {
        T install() throws IOException;
    }

    /** Installs while no other process of tests does. */
    static synchronized <T> T alone(Installation<T> installation) throws IOException {
        Files.createDirectories(HOME);
        Path lock = HOME.resolve("installing");
        try (FileChannel file = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock _ = file.lock()) {
            return installation.install();
        }
    }

    /** A new folder for a server's data. Those that processes have left behind which were killed are deleted first. */
    static synchronized Path data(String name) throws IOException {
        Files.createDirectories(HOME);
        for (Path folder : list(HOME)) {
            Matcher work = WORK.matcher(folder.getFileName().toString());
            if (work.matches()
                    && ProcessHandle.of(Long.parseLong(work.group(1))).isEmpty()) {
                delete(folder);
            }
        }
        return Files.createTempDirectory(
                HOME, "%s-of-%d-".formatted(name, ProcessHandle.current().pid()));
    }

    /** Deletes a folder with all that is in it. */
    static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }
}
