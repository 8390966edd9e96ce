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
import java.util.Objects;
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
     * Inserts one row and answers the number that it gets. The row may be written as those of {@link #defer} are.
     *
     * @param parameters of all columns but the number
     */
    public abstract long insert(NumberedInsert insert, @Nullable Object... parameters) throws SQLException;

    /**
     * Runs one INSERT before the commit, at the latest then and together with others of the same text, which saves round
     * trips to a server. For rows that no change reads before they are on disk.
     */
    public void defer(String sql, @Nullable Object... parameters) throws SQLException {
        update(sql, parameters);
    }

    /**
     * Runs one UPDATE of one row that most likely matches its condition, at the time of {@link #defer}, and answers
     * whether it does. Where it runs later the answer is true; when that proves wrong, nothing of the transaction stands,
     * and each change runs again with all statements at their time.
     */
    public boolean expect(String sql, @Nullable Object... parameters) throws SQLException {
        return update(sql, parameters) == 1;
    }

    /**
     * Whether {@link #defer} may run statements later. What a key refuses then has all changes run again with statements at
     * their time: a change need not look before whether a row is there already.
     */
    public boolean isDeferring() {
        return false;
    }

    /** Begins a transaction that defers what it may, or does not; forgets what was deferred. */
    void defers(boolean whether) {}

    /** Runs what was deferred; whether each update matched its row. */
    boolean flush() throws SQLException {
        return true;
    }

    /** The database's clock, in milliseconds since 1970 UTC: one for all servers that share the database. */
    public final long now() throws SQLException {
        return Objects.requireNonNull(first("SELECT " + clock(), results -> results.getLong(1)));
    }

    /** What the present time is to the database, in milliseconds since 1970 UTC, as an expression. */
    abstract String clock();

    /**
     * The first row of a query of one table, which nobody else changes or deletes until the end of the transaction; null
     * when there is none. What a change reads before it updates that row, it reads so: other servers write too.
     */
    public abstract <T> @Nullable T firstLocked(String sql, Row<T> row, @Nullable Object... parameters)
            throws SQLException;

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
        return bind(prepared(sql), parameters);
    }

    final Connection connection() {
        return connection;
    }

    final PreparedStatement prepared(String sql) throws SQLException {
        PreparedStatement statement = statements.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql, Statement.NO_GENERATED_KEYS);
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
