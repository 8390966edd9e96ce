package dev.millrace.store;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;

/**
 * The database: SQLite in a file, or a server that speaks MySQL's protocol. Everything is written through
 * {@link #writer()}, and what was committed survives a power cut. It is read through {@link #reads()} beside it: readers
 * see the last commit and never wait for the writer. Thread-safe.
 */
public final class Database {
    private static final int ANSWER_SECONDS = 3;

    private final Kind kind;
    private final Hold hold;
    private final DurableWriter writer;
    private final Aside aside;
    private final HikariDataSource readPool;
    private final Jdbi reads;

    /** What keeps the data; each has its own migrations. */
    public enum Kind {
        SQLITE("sqlite"),
        MYSQL("mysql");

        private final String wire;

        Kind(String wire) {
            this.wire = wire;
        }

        /** Whether several servers may work on such a database at a time. */
        public boolean isShared() {
            return this == MYSQL;
        }

        /** The name for others, in lower case. */
        public String wire() {
            return wire;
        }
    }

    /** What is held of the database beside the writer's and the readers' connections. */
    @FunctionalInterface
    interface Hold {
        void release() throws SQLException, IOException, InterruptedException;
    }

    /** How changes are made that do not wait behind others. */
    private interface Aside {
        <T> T write(Write<T> write);
    }

    private Database(Kind kind, Hold hold, DurableWriter writer, Aside aside, HikariDataSource readPool) {
        this.kind = kind;
        this.hold = hold;
        this.writer = writer;
        this.aside = aside;
        this.readPool = readPool;
        this.reads = Jdbi.create(readPool);
    }

    /**
     * Opens the database in this file, which is made when missing, and brings its schema up to date.
     *
     * @throws IOException when the file cannot be used, or another server uses it
     */
    public static Database open(Path file, MeterRegistry metrics) throws SQLException, IOException {
        SqliteFile sqlite = new SqliteFile(file);
        sqlite.prepare();
        Hold hold = sqlite.lock()::close;
        DataSource source = sqlite.source();
        Migrations.run(source, Kind.SQLITE.wire());
        WriteSession session = new SqliteSession(source.getConnection());
        DurableWriter writer = new DurableWriter(session, metrics);
        return new Database(Kind.SQLITE, hold, writer, writer::write, sqlite.readPool());
    }

    /**
     * Opens a database on a server, for which it waits up to a minute, and brings its schema up to date. Several of our
     * servers may use it at a time: their writers take turns at rows, and one of them migrates while the others wait.
     *
     * @throws IOException when the server does not answer or refuses
     */
    public static Database open(MysqlAddress address, MeterRegistry metrics)
            throws SQLException, IOException, InterruptedException {
        MysqlServer server = new MysqlServer(address);
        server.await();
        Migrations.run(server.source(), Kind.MYSQL.wire());
        WriteSession session = new MysqlSession(server);
        AsideWriter aside = new AsideWriter(server);
        return new Database(
                Kind.MYSQL, aside::close, new DurableWriter(session, metrics), aside::write, server.readPool());
    }

    /** What keeps the data. */
    public Kind kind() {
        return kind;
    }

    /** Through which everything is written. */
    public DurableWriter writer() {
        return writer;
    }

    /**
     * Makes a small change that must not wait behind others, or be held up by one that waits for a row. Where the database
     * is shared it is not tried again: one that fails with {@link StoreUnavailable} may have taken place.
     */
    public <T> T aside(Write<T> write) {
        return aside.write(write);
    }

    /** For queries; connections are read-only. */
    public Jdbi reads() {
        return reads;
    }

    /** Whether queries are answered. Takes a few seconds when they are not. */
    public boolean isReadable() {
        try (Connection connection = readPool.getConnection()) {
            return connection.isValid(ANSWER_SECONDS);
        } catch (SQLException _) {
            return false;
        }
    }

    /** Writes what is queued, then closes the database. */
    public void stop() throws SQLException, IOException, InterruptedException {
        writer.stop();
        readPool.close();
        hold.release();
    }
}
