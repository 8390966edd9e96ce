package dev.millrace.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
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
public final class Transaction {
    private final Connection connection;
    private final Map<String, PreparedStatement> statements = new HashMap<>();

    Transaction(Connection connection) {
        this.connection = connection;
    }

    /** Runs one INSERT, UPDATE or DELETE with its parameters in order and answers how many rows it changed. */
    public int update(String sql, @Nullable Object... parameters) throws SQLException {
        return prepared(sql, parameters).executeUpdate();
    }

    /**
     * Runs one INSERT of one row into a table whose id the database counts, and answers the id that the row got.
     *
     * @throws SQLException also when no row was inserted
     */
    public long insert(String sql, @Nullable Object... parameters) throws SQLException {
        if (update(sql, parameters) != 1) {
            throw new SQLException("not one row was inserted: " + sql);
        }
        return Objects.requireNonNull(first("SELECT last_insert_rowid()", results -> results.getLong(1)));
    }

    /** The first row of a query, or null when there is none. */
    public <T> @Nullable T first(String sql, Row<T> row, @Nullable Object... parameters) throws SQLException {
        try (ResultSet results = prepared(sql, parameters).executeQuery()) {
            return results.next() ? row.read(results) : null;
        }
    }

    /** All rows of a query. */
    public <T> List<T> all(String sql, Row<T> row, @Nullable Object... parameters) throws SQLException {
        try (ResultSet results = prepared(sql, parameters).executeQuery()) {
            List<T> rows = new ArrayList<>();
            while (results.next()) {
                rows.add(row.read(results));
            }
            return rows;
        }
    }

    /** Reads one row of a result. */
    @FunctionalInterface
    public interface Row<T> {
        /** The row that the result stands on. */
        T read(ResultSet results) throws SQLException;
    }

    void execute(String sql) throws SQLException {
        prepared(sql).execute();
    }

    private PreparedStatement prepared(String sql, @Nullable Object... parameters) throws SQLException {
        PreparedStatement statement = statements.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            statements.put(sql, statement);
        }
        for (int i = 0; i < parameters.length; i++) {
            statement.setObject(i + 1, parameters[i]);
        }
        return statement;
    }
}
