package dev.millrace.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteDataSource;

/**
 * The embedded database: SQLite in a file, with a write-ahead log that is synced at every commit, so that what was
 * committed survives a power cut. Everything is written through {@link #writer()}, and read through {@link #reads()}
 * beside it: readers see the last commit and never wait for the writer. Thread-safe.
 */
public final class Database {
    /** Two would do for two cores; a few more, so that a slow page does not hold up quick look-ups. */
    private static final int READ_CONNECTIONS = 6;

    private static final Duration LOCK_WAIT = Duration.ofSeconds(5);

    private final FileChannel lockFile;
    private final Connection writeConnection;
    private final DurableWriter writer;
    private final HikariDataSource readPool;
    private final Jdbi reads;

    private Database(
            FileChannel lockFile, Connection writeConnection, DurableWriter writer, HikariDataSource readPool) {
        this.lockFile = lockFile;
        this.writeConnection = writeConnection;
        this.writer = writer;
        this.readPool = readPool;
        this.reads = Jdbi.create(readPool);
    }

    /**
     * Opens the database in this file, which is made when missing, and brings its schema up to date.
     *
     * @throws IOException when the file cannot be used, or another server uses it
     */
    public static Database open(Path file, MeterRegistry metrics) throws SQLException, IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        FileChannel lockFile = lock(file);
        keepPrivate(file);
        DataSource source = source(file);
        Migrations.run(source);
        Connection connection = source.getConnection();
        return new Database(lockFile, connection, new DurableWriter(connection, metrics), readPool(file));
    }

    /** Through which everything is written. */
    public DurableWriter writer() {
        return writer;
    }

    /** For queries; connections are read-only. */
    public Jdbi reads() {
        return reads;
    }

    /** Writes what is queued, then closes the database. */
    public void stop() throws SQLException, IOException, InterruptedException {
        writer.stop();
        readPool.close();
        writeConnection.close();
        lockFile.close();
    }

    /**
     * What callers send in is nobody else's business on this machine. SQLite gives its other files the same permissions
     * as this one.
     */
    private static void keepPrivate(Path file) throws IOException {
        if (Files.notExists(file)) {
            Files.createFile(file);
        }
        if (Files.getFileStore(file).supportsFileAttributeView(PosixFileAttributeView.class)) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
    }

    /** Two servers that share a database, but not their data directory, would both run what is in it. */
    private static FileChannel lock(Path file) throws IOException {
        FileChannel channel =
                FileChannel.open(Path.of(file + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock();
        if (lock == null) {
            channel.close();
            throw new IOException("another server is running with the database " + file.toAbsolutePath()
                    + "; stop it, or choose another one (database.url)");
        }
        return channel;
    }

    private static DataSource source(Path file) {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(JournalMode.WAL);
        config.setSynchronous(SynchronousMode.FULL);
        config.setBusyTimeout((int) LOCK_WAIT.toMillis());
        config.enforceForeignKeys(true);
        // Rows are numbered here. To be told of other numbers would cost a query after each insert.
        config.setGetGeneratedKeys(false);
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + file);
        return source;
    }

    private static HikariDataSource readPool(Path file) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("reads");
        config.setDataSource(source(file));
        config.setMaximumPoolSize(READ_CONNECTIONS);
        config.setMinimumIdle(1);
        // A write beside the writer would wait for its lock, and hold it up.
        config.setConnectionInitSql("PRAGMA query_only = true");
        return new HikariDataSource(config);
    }
}
