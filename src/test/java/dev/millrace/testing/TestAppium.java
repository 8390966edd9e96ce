package dev.millrace.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** A real Appium server with its driver for pretended devices, as {@code make tools} installs them. */
public final class TestAppium implements AutoCloseable {
    private static final Path HOME = Path.of(".tools", "appium").toAbsolutePath();
    private static final Path PROGRAM = HOME.resolve("node_modules/appium/index.js");
    private static final Duration START = Duration.ofSeconds(60);

    private final GuardedProcess process;
    private final int port;

    private TestAppium(GuardedProcess process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Skips the tests of who calls this when there is no Appium; where all must run, they fail. */
    public static void require() {
        boolean there = Files.exists(PROGRAM)
                && Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "node")));
        if ("true".equals(System.getenv("CI"))) {
            assertThat(there)
                    .as("Node.js is there, and `make tools` has installed Appium")
                    .isTrue();
        }
        assumeTrue(there, "Appium is not installed (Node.js and `make tools`)");
    }

    /** Starts a server that writes its log into this folder; returns when it takes requests. */
    public static TestAppium start(Path folder) {
        try {
            int port = Ports.free();
            Path log = folder.resolve("appium.log");
            GuardedProcess process = GuardedProcess.start(
                    log,
                    List.of(
                            "env",
                            "APPIUM_HOME=" + HOME,
                            "node",
                            PROGRAM.toString(),
                            "server",
                            "--address",
                            "127.0.0.1",
                            "--port",
                            Integer.toString(port)));
            TestAppium server = new TestAppium(process, port);
            await("Appium to start").atMost(START).until(() -> server.isReady(log));
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean isReady(Path log) throws IOException {
        if (!process.isAlive()) {
            throw new IllegalStateException("Appium has ended:\n" + Files.readString(log));
        }
        return Files.readString(log).contains("listener started");
    }

    /** The server's address. */
    public String url() {
        return "http://127.0.0.1:" + port;
    }

    /** A client of it. */
    public Http http() {
        return new Http(url());
    }

    /** Ends it without any warning. */
    @Override
    public void close() {
        process.close();
    }
}
