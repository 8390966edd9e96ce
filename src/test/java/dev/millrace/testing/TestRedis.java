package dev.millrace.testing;

import static org.awaitility.Awaitility.await;

import dev.millrace.cluster.Redis;
import dev.millrace.config.Secret;
import dev.millrace.config.Settings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import redis.embedded.core.ExecutableProvider;

/** A real Redis that keeps nothing on disk: a process of its own, which ends with this one. */
public final class TestRedis implements AutoCloseable {
    private final Path program;
    private final Path data;
    private final int port;
    private GuardedProcess process;

    private TestRedis(Path program, Path data, int port, GuardedProcess process) {
        this.program = program;
        this.data = data;
        this.port = port;
        this.process = process;
    }

    /** One for all tests that leave it as it is, but for what they put into it; it ends with the tests. */
    public static TestRedis shared() {
        return Shared.SERVER;
    }

    private static final class Shared {
        private static final TestRedis SERVER = closedAtExit(TestRedis.start());

        private static TestRedis closedAtExit(TestRedis server) {
            Runtime.getRuntime().addShutdownHook(new Thread(server::close));
            return server;
        }
    }

    /** Starts one; returns when it takes connections. */
    public static TestRedis start() {
        try {
            Path program = ServerFiles.alone(TestRedis::program);
            Path data = ServerFiles.data("redis");
            int port = Ports.free();
            TestRedis redis = new TestRedis(program, data, port, run(program, data, port));
            redis.awaitConnections();
            return redis;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The library deletes what it unpacks when the process ends, be others using it or not: so it is moved away from there. */
    private static Path program() throws IOException {
        Path folder = ServerFiles.program("redis");
        Path program = folder.resolve("program");
        if (!Files.exists(program)) {
            Path unpacked = Files.createTempDirectory(folder, "unpacked-");
            Files.move(
                    ExecutableProvider.newJarResourceProvider(unpacked.toFile())
                            .get()
                            .toPath(),
                    program);
            ServerFiles.delete(unpacked);
        }
        return program;
    }

    private static GuardedProcess run(Path program, Path data, int port) {
        return GuardedProcess.start(
                data.resolve("output"),
                List.of(
                        program.toString(),
                        "--bind",
                        "127.0.0.1",
                        "--port",
                        String.valueOf(port),
                        "--dir",
                        data.toString(),
                        "--save",
                        "",
                        "--appendonly",
                        "no"));
    }

    private void awaitConnections() {
        await("Redis to start").atMost(Duration.ofSeconds(20)).until(() -> takesConnections(port));
    }

    private static boolean takesConnections(int port) {
        try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    /** Its URL, as a setting of Millrace. */
    public String url() {
        return "redis://127.0.0.1:" + port;
    }

    /** Where it listens, on 127.0.0.1. */
    public int port() {
        return port;
    }

    /** A connection as a server has one, which stands; close it in the end. */
    public Redis connect() {
        Redis redis = Redis.open(
                new Settings.Redis("127.0.0.1", port, "", new Secret(""), 0, false), new SimpleMeterRegistry());
        awaitState(redis, Redis.State.CONNECTED);
        return redis;
    }

    /** Waits until a server's connection is in this state. */
    public static void awaitState(Redis redis, Redis.State state) {
        await("the connection to be " + state)
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> redis.state() == state);
    }

    /** Whether it runs. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** Ends it without any warning (SIGKILL). */
    public void kill() {
        process.close();
    }

    /** Starts it again, with nothing in it; returns when it takes connections. */
    public void startAgain() {
        process = run(program, data, port);
        awaitConnections();
    }

    /** Has it forget everything. */
    public void flushAll() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write("FLUSHALL\r\n".getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readNBytes(5), StandardCharsets.US_ASCII);
            if (!answer.equals("+OK\r\n")) {
                throw new IllegalStateException("Redis answers " + answer);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.close();
        try {
            ServerFiles.delete(data);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
