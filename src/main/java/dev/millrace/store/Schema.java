package dev.millrace.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;
import org.jspecify.annotations.Nullable;

/** The schema of a database, for who looks after it without a server. Used by one thread. */
public final class Schema implements AutoCloseable {
    private final Flyway flyway;
    private final @Nullable FileChannel lock;

    private Schema(Flyway flyway, @Nullable FileChannel lock) {
        this.flyway = flyway;
        this.lock = lock;
    }

    /** What became of a step by which the schema has changed or is to change. */
    public enum State {
        /** The database has it. */
        APPLIED,
        /** The next server that starts makes it. */
        PENDING,
        /** A newer program has made it. */
        NEWER
    }

    /** A step of the schema's. */
    public record Step(String version, String description, State state) {}

    /**
     * The schema of the embedded database in this file, which is made when missing.
     *
     * @throws IOException when the file cannot be used, or a server uses it
     */
    public static Schema of(Path file) throws IOException {
        SqliteFile sqlite = new SqliteFile(file);
        if (Files.notExists(file)) {
            sqlite.prepare();
        }
        FileChannel lock = sqlite.lock();
        return new Schema(Migrations.flyway(sqlite.source(), Database.Kind.SQLITE.wire()), lock);
    }

    /**
     * The same only to be read, also while a server uses the file. Nothing is changed or made: a missing file has a schema of
     * which all is pending.
     *
     * @throws IOException when the file cannot be read
     */
    public static Schema reading(Path file) throws IOException {
        DataSource source = Files.exists(file) ? new SqliteFile(file).readingSource() : SqliteFile.nothing();
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA schema_version");
        } catch (SQLException e) {
            throw new IOException("the database %s cannot be read: %s".formatted(file, e.getMessage()));
        }
        return new Schema(Migrations.flyway(source, Database.Kind.SQLITE.wire()), null);
    }

    /**
     * The schema of a database on a server, for which this waits up to a minute.
     *
     * @throws IOException when the server does not answer or refuses
     */
    public static Schema of(MysqlAddress address) throws IOException, SQLException, InterruptedException {
        MysqlServer server = new MysqlServer(address);
        server.await();
        return new Schema(Migrations.flyway(server.source(), Database.Kind.MYSQL.wire()), null);
    }

    /** All steps, in their order. */
    public List<Step> steps() {
        List<Step> steps = new ArrayList<>();
        for (MigrationInfo step : flyway.info().all()) {
            steps.add(new Step(String.valueOf(step.getVersion()), step.getDescription(), state(step.getState())));
        }
        return steps;
    }

    private static State state(MigrationState state) {
        return switch (state) {
            case FUTURE_SUCCESS, FUTURE_FAILED -> State.NEWER;
            default -> state.isApplied() ? State.APPLIED : State.PENDING;
        };
    }

    /** Makes the steps that are pending; how many these were. */
    public int migrate() {
        return flyway.migrate().migrationsExecuted;
    }

    @Override
    public void close() throws IOException {
        if (lock != null) {
            lock.close();
        }
    }
}
