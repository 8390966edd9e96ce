package dev.millrace.testing;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A real server: the packaged program in a process of its own, on a port that the system chose. */
public final class TestServer implements AutoCloseable {
    private static final Pattern LISTENING = Pattern.compile("Listening on: https?://[0-9.]+:(\\d+)");
    private static final Duration START = Duration.ofSeconds(60);

    /** Tests ask faster than people do; those that are about limits set them. */
    private static final Map<String, String> UNLIMITED =
            Map.of("API_RATE_LIMIT_REQUESTS_PER_MINUTE", "0", "API_RATE_LIMIT_STARTS_PER_MINUTE", "0");

    /** Sites of tests are on this machine. */
    private static final Map<String, String> LOCAL_SITES = Map.of("SESSIONS_ALLOW_PRIVATE_ADDRESSES", "true");

    /** As the kernel names it. */
    private static final String PROCESSOR =
            System.getProperty("os.arch").equals("amd64") ? "x86_64" : System.getProperty("os.arch");

    private final Path dataDir;
    private final Path log;
    private final Process process;
    private final int port;
    private final Http anonymous;
    private final Http http;

    private TestServer(Path dataDir, Path log, Process process, int port) {
        this.dataDir = dataDir;
        this.log = log;
        this.process = process;
        this.port = port;
        this.anonymous = new Http("http://127.0.0.1:" + port);
        this.http = key().map(anonymous::as).orElse(anonymous);
    }

    /** One for all tests that leave the server as it is; it ends with the tests. */
    public static TestServer shared() {
        return Shared.SERVER;
    }

    private static final class Shared {
        private static final TestServer SERVER = start();

        private static TestServer start() {
            try {
                TestServer server = TestServer.start(Files.createTempDirectory("millrace-test-"));
                Runtime.getRuntime().addShutdownHook(new Thread(server::stopOrKill));
                return server;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Starts a server that keeps its data here; returns when it takes requests. */
    public static TestServer start(Path dataDir, String... arguments) {
        return start(dataDir, Map.of(), arguments);
    }

    /** The same with these variables in the server's environment, beside those of this process. */
    public static TestServer start(Path dataDir, Map<String, String> environment, String... arguments) {
        try {
            Files.createDirectories(dataDir);
            Path log = Files.createTempFile(dataDir, "server-", ".log");
            ProcessBuilder builder = new ProcessBuilder(
                            command(dataDir, environment.getOrDefault("API_PORT", "0"), arguments))
                    .directory(dataDir.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile());
            builder.environment().putAll(UNLIMITED);
            builder.environment().putAll(LOCAL_SITES);
            if (!environment.containsKey("DATABASE_URL")) {
                builder.environment().putAll(TestStores.settings(dataDir));
            }
            builder.environment().putAll(environment);
            Process process = builder.start();
            return new TestServer(dataDir, log, process, awaitPort(process, log));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where the server listens, when it does; one that does not in time is ended. */
    private static int awaitPort(Process process, Path log) {
        try {
            return await("the server to start")
                    .atMost(START)
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> port(process, log), found -> found > 0);
        } catch (RuntimeException e) {
            process.destroyForcibly();
            throw e;
        }
    }

    /** The command line of the packaged program, as the launcher has it; with the ahead-of-time cache where there is one. */
    public static List<String> program(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("--enable-native-access=ALL-UNNAMED");
        if (arguments.length > 0 && arguments[0].equals("server")) {
            command.addAll(List.of("-XX:+UseParallelGC", "-Xms64m"));
        } else {
            command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        }
        String agent = System.getProperty("millrace.agent", "");
        if (!agent.isEmpty()) {
            command.add(agent);
        }
        Path jar = Path.of(System.getProperty("millrace.jar", "target/quarkus-app/quarkus-run.jar"))
                .toAbsolutePath();
        Path cache = jar.resolveSibling("app.aot");
        if (agent.isEmpty() && Files.exists(cache)) {
            command.add("-XX:AOTCache=" + cache);
            command.add("-Xlog:aot*=error");
        }
        Path nativeCode = jar.resolveSibling("native").resolve("Linux-" + PROCESSOR);
        if (Files.exists(nativeCode)) {
            command.add("-Dorg.sqlite.lib.path=" + nativeCode);
            command.add("-Dorg.sqlite.lib.name=libsqlitejdbc.so");
        }
        command.add("-jar");
        command.add(jar.toString());
        command.addAll(Arrays.asList(arguments));
        return command;
    }

    private static List<String> command(Path dataDir, String port, String... arguments) {
        List<String> command = program("server", "--port", port, "--data-dir", dataDir.toString());
        command.addAll(Arrays.asList(arguments));
        return command;
    }

    private static int port(Process process, Path log) throws IOException {
        String text = Files.readString(log);
        if (!process.isAlive()) {
            throw new IllegalStateException("the server ended with " + process.exitValue() + ":\n" + text);
        }
        Matcher matcher = LISTENING.matcher(text);
        return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
    }

    /** Where the server listens, on 127.0.0.1. */
    public int port() {
        return port;
    }

    /** A client for this server, when it is not encrypted; it may do everything. */
    public Http http() {
        return http;
    }

    /** A client for this server, when it is not encrypted, that does not say who calls. */
    public Http anonymous() {
        return anonymous;
    }

    /** The key that may do everything; empty when the server takes no keys. */
    public Optional<String> key() {
        Path file = dataDir.resolve("admin.key");
        try {
            return Files.exists(file) ? Optional.of(Files.readString(file).strip()) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A client for a user who may do everything but what takes an admin. */
    public Http user(String userId) {
        String wish = """
                {"name": "test", "user_id": "%s", "scopes": ["workflows:write", "executions:write", "sessions:write",
                 "catalog:write", "triggers:write", "robots:connect", "keys:write", "commands"]}
                """.formatted(userId);
        Http.Reply made = http.post("/v1/api-keys", wish);
        if (made.status() != 201) {
            throw new AssertionError("the key was refused: " + made.body());
        }
        return http.as(made.json().path("key").textValue());
    }

    public Path dataDir() {
        return dataDir;
    }

    public long pid() {
        return process.pid();
    }

    /** What the server has printed so far. */
    public String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What comes of the line for a shell that a first start shows, when it is pasted. */
    public String pastedExample() throws IOException {
        String line = log().lines()
                .map(String::strip)
                .filter(text -> text.startsWith("curl "))
                .findFirst()
                .orElseThrow();
        Process shell =
                new ProcessBuilder("sh", "-c", line).redirectErrorStream(true).start();
        return new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** Ends the server without any warning, as a power cut would (SIGKILL). */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Asks the server to stop (SIGTERM) and waits until it has. */
    public int terminate() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the server does not stop:\n" + log());
        }
        return process.exitValue();
    }

    private void stopOrKill() {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException _) {
            process.destroyForcibly();
        }
        LeftBrowsers.end(dataDir);
        TestStores.leave(dataDir);
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
        LeftBrowsers.end(dataDir);
        TestStores.leave(dataDir);
    }
}
