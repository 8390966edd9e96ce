package dev.millrace.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The writer's connection while a {@link Write} runs. Statements are prepared once and kept: a write costs its
 * execution, not its parsing. Used by the writer's thread alone.
 */
public abstract sealed class Transaction permits SqliteTransaction, MysqlTransaction {
    private final Connection connection;
    private final Map<String, PreparedStatement> statements = new HashMap<>();
    private boolean changed;
    private @Nullable SQLException failure;

    Transaction(Connection connection) {
        this.connection = connection;
    }

    /** Runs one INSERT, UPDATE or DELETE with its parameters in order and answers how many rows it matched. */
    public final int update(String sql, @Nullable Object... parameters) throws SQLException {
        try {
            return counted(bound(sql, parameters).executeUpdate());
        } catch (SQLException e) {
            throw noted(e);
        }
    }

    /**
     * Runs one INSERT of one row into a table whose id the database counts, and answers the id that the row got.
     *
     * @throws SQLException also when no row was inserted
     */
    public abstract long insert(String sql, @Nullable Object... parameters) throws SQLException;

    /**
     * Runs one INSERT before the commit, at the latest then and together with others of the same text, which saves round
     * trips to a server. For rows that no change reads before they are on disk.
     */
    public void defer(String sql, @Nullable Object... parameters) throws SQLException {
        update(sql, parameters);
    }

    /** Begins to defer, or no longer does; forgets what was deferred. */
    void defers(boolean whether) {}

    /** Runs what was deferred. */
    void flush() throws SQLException {}

    /** The first row of a query, or null when there is none. */
    public final <T> @Nullable T first(String sql, Row<T> row, @Nullable Object... parameters) throws SQLException {
        try (ResultSet results = bound(sql, parameters).executeQuery()) {
            return results.next() ? row.read(results) : null;
        } catch (SQLException e) {
            throw noted(e);
        }
    }

    /** All rows of a query. */
    public final <T> List<T> all(String sql, Row<T> row, @Nullable Object... parameters) throws SQLException {
        try (ResultSet results = bound(sql, parameters).executeQuery()) {
            List<T> rows = new ArrayList<>();
            while (results.next()) {
                rows.add(row.read(results));
            }
            return rows;
        } catch (SQLException e) {
            throw noted(e);
        }
    }

    /** Reads one row of a result. */
    @FunctionalInterface
    public interface Row<T> {
        /** The row that the result stands on. */
        T read(ResultSet results) throws SQLException;
    }

    /** The statement with its parameters. */
    final PreparedStatement bound(String sql, @Nullable Object... parameters) throws SQLException {
        return bind(prepared(sql, Statement.NO_GENERATED_KEYS), parameters);
    }

    /** @param keys as of {@link Connection#prepareStatement(String, int)}, and always the same for a statement */
    final PreparedStatement prepared(String sql, int keys) throws SQLException {
        PreparedStatement statement = statements.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql, keys);
            statements.put(sql, statement);
        }
        return statement;
    }

    final PreparedStatement bind(PreparedStatement statement, @Nullable Object... parameters) throws SQLException {
        check(parameters);
        for (int i = 0; i < parameters.length; i++) {
            statement.setObject(i + 1, parameters[i]);
        }
        return statement;
    }

    /** Throws {@link ChangeTooLarge} when the database cannot take parameters of this length. */
    void check(@Nullable Object[] parameters) {}

    /** Keeps an error for the writer, which has to know of it whatever the change makes of it. */
    final SQLException noted(SQLException error) {
        if (failure == null || trouble(failure) == Trouble.STATEMENT) {
            failure = error;
        }
        return error;
    }

    /** What an error means. */
    abstract Trouble trouble(SQLException error);

    /** Notes whether rows were changed. */
    final int counted(int rows) {
        changed |= rows > 0;
        return rows;
    }

    final void execute(String sql) throws SQLException {
        bound(sql).execute();
    }

    /** Forgets what the former change did. */
    final void beginChange() {
        changed = false;
        failure = null;
    }

    /** Whether the present change has changed rows. */
    final boolean changedRows() {
        return changed;
    }

    /** The gravest error of the database within the present change, also when the change has dealt with it; or null. */
    final @Nullable SQLException failure() {
        return failure;
    }
}
