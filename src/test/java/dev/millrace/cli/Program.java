package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.testing.Http;
import dev.millrace.testing.TestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The packaged program in a process of its own, as a shell starts it. */
final class Program {
    /** Tests that run in the background of a shell have it ignored, and so would the program. */
    private static final List<String> INTERRUPTIBLE = List.of("env", "--default-signal=INT");

    /** The state of a socket that waits for connections, as `/proc/net/tcp` writes it. */
    private static final String LISTENING = "0A";

    private final Process process;
    private final Path out;
    private final Path err;

    private Program(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /** Starts the program in a folder, in which it also leaves what it prints, with these variables and no settings. */
    static Program start(Path folder, Map<String, String> environment, String... arguments) {
        return start(folder, environment, Path.of("/dev/null"), arguments);
    }

    /** The same with this file as its standard input. */
    static Program start(Path folder, Map<String, String> environment, Path input, String... arguments) {
        try {
            Path out = Files.createTempFile(folder, "printed", ".out");
            Path err = Files.createTempFile(folder, "printed", ".err");
            List<String> command = TestServer.program(arguments);
            command.addAll(0, INTERRUPTIBLE);
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectInput(input.toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            builder.environment()
                    .keySet()
                    .removeAll(List.of("MILLRACE_SERVER", "MILLRACE_TOKEN", "DATA_DIR", "API_PORT"));
            builder.environment().putAll(environment);
            Process process = builder.start();
            return new Program(process, out, err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What it came to. */
    record Ended(int status, String out, String err) {
        JsonNode json() {
            return Http.parse(out);
        }
    }

    Ended end() throws InterruptedException {
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("the program does not end; it printed " + out() + err());
        }
        return new Ended(process.exitValue(), out(), err());
    }

    /** Sends SIGINT, as the terminal does at Ctrl-C. */
    void interrupt() throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-INT", String.valueOf(process.pid())).start();
        assertThat(kill.waitFor()).isZero();
    }

    /** Ends it without any warning (SIGKILL). */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** The TCP port on which it waits for connections, as Linux knows it. */
    int listeningPort() throws IOException {
        Path proc = Path.of("/proc", String.valueOf(process.pid()));
        Set<String> sockets = new HashSet<>();
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(proc.resolve("fd"))) {
            for (Path descriptor : descriptors) {
                sockets.add(Files.readSymbolicLink(descriptor).toString());
            }
        }
        return Stream.of("net/tcp", "net/tcp6")
                .flatMap(table -> read(proc.resolve(table)).lines().skip(1))
                .map(line -> line.strip().split("\\s+"))
                .filter(row -> row[3].equals(LISTENING) && sockets.contains("socket:[" + row[9] + "]"))
                .mapToInt(row -> Integer.parseInt(row[1].substring(row[1].indexOf(':') + 1), 16))
                .findFirst()
                .orElseThrow();
    }

    /** What it has printed to its standard output so far. */
    String out() {
        return read(out);
    }

    /** The same of its standard error. */
    String err() {
        return read(err);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
