package dev.millrace.testing;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import redis.embedded.core.ExecutableProvider;

/** A real Redis that keeps nothing on disk: a process of its own, which ends with this one. */
public final class TestRedis implements AutoCloseable {
    private final Path data;
    private final int port;
    private final GuardedProcess process;

    private TestRedis(Path data, int port, GuardedProcess process) {
        this.data = data;
        this.port = port;
        this.process = process;
    }

    /** Starts one; returns when it takes connections. */
    public static TestRedis start() {
        try {
            Path program = ExecutableProvider.newJarResourceProvider(
                            ServerFiles.program("redis").toFile())
                    .get()
                    .toPath();
            Path data = ServerFiles.data("redis");
            int port = Ports.free();
            GuardedProcess process = GuardedProcess.start(
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
            await("Redis to start").atMost(Duration.ofSeconds(20)).until(() -> takesConnections(port));
            return new TestRedis(data, port, process);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
