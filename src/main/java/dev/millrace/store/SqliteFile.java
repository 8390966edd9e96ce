package dev.millrace.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import javax.sql.DataSource;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteDataSource;

/** Makes connections to a SQLite file, with a write-ahead log that is synced at every commit. Thread-safe. */
final class SqliteFile {
    /** Two would do for two cores; a few more, so that a slow page does not hold up quick look-ups. */
    private static final int READ_CONNECTIONS = 6;

    private static final Duration LOCK_WAIT = Duration.ofSeconds(5);

    private final Path file;

    SqliteFile(Path file) {
        this.file = file;
    }

    /** Makes the file when it is missing. */
    void prepare() throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        if (Files.notExists(file)) {
            Files.createFile(file);
        }
        // What callers send in is nobody else's business on this machine. SQLite gives its other files the same
        // permissions.
        if (Files.getFileStore(file).supportsFileAttributeView(PosixFileAttributeView.class)) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
    }

    /** Two servers that share a database, but not their data directory, would both run what is in it. */
    FileChannel lock() throws IOException {
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

    DataSource source() {
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

    /** Makes connections that change nothing, not even by being the last one. */
    DataSource readingSource() {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout((int) LOCK_WAIT.toMillis());
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + file);
        return source;
    }

    /** Makes connections to empty databases, which are gone with them. */
    static DataSource nothing() {
        SQLiteDataSource source = new SQLiteDataSource();
        source.setUrl("jdbc:sqlite::memory:");
        return source;
    }

    HikariDataSource readPool() {
        HikariConfig config = new HikariConfig();
        config.setPoolName("reads");
        config.setDataSource(source());
        config.setMaximumPoolSize(READ_CONNECTIONS);
        config.setMinimumIdle(1);
        // A write beside the writer would wait for its lock, and hold it up.
        config.setConnectionInitSql("PRAGMA query_only = true");
        return new HikariDataSource(config);
    }
}
