package dev.millrace.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Transactions of SQLite. */
final class SqliteTransaction extends Transaction {
    SqliteTransaction(Connection connection) {
        super(connection);
    }

    @Override
    public long insert(NumberedInsert insert, @Nullable Object... parameters) throws SQLException {
        update(insert.sql(), insert.numbered(null, parameters));
        return Objects.requireNonNull(first("SELECT last_insert_rowid()", results -> results.getLong(1)));
    }

    @Override
    String clock() {
        return "CAST(unixepoch('now', 'subsec') * 1000 AS INTEGER)";
    }

    /** There is one who writes. */
    @Override
    public <T> @Nullable T firstLocked(String sql, Row<T> row, @Nullable Object... parameters) throws SQLException {
        return first(sql, row, parameters);
    }

    /** By the primary part of SQLite's result codes: NOMEM, IOERR, CORRUPT and FULL end the transaction. */
    @Override
    Trouble trouble(SQLException error) {
        return switch (error.getErrorCode() & 0xff) {
            case 7, 10, 11, 13 -> Trouble.REFUSED;
            default -> Trouble.STATEMENT;
        };
    }
}
