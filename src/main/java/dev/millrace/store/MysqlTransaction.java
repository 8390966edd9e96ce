package dev.millrace.store;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Transactions of MySQL. */
final class MysqlTransaction extends Transaction {
    /** For what a statement has beside its parameters. */
    private static final int ENVELOPE = 64 << 10;

    private static final int MOST_BYTES_PER_CHAR = 3;

    private final long maxPacket;

    /** The parameters of each time that a statement is to run, by its text. */
    private final Map<String, List<@Nullable Object[]>> deferred = new LinkedHashMap<>();

    private boolean defers;

    /** @param maxPacket how long a message to the server may be, in bytes; the server ends a connection with a longer one */
    MysqlTransaction(Connection connection, long maxPacket) {
        super(connection);
        this.maxPacket = maxPacket;
    }

    @Override
    void defers(boolean whether) {
        defers = whether;
        deferred.clear();
    }

    @Override
    public void defer(String sql, @Nullable Object... parameters) throws SQLException {
        if (defers) {
            check(parameters);
            deferred.computeIfAbsent(sql, _ -> new ArrayList<>()).add(parameters);
            counted(1);
        } else {
            update(sql, parameters);
        }
    }

    @Override
    void flush() throws SQLException {
        try {
            for (Map.Entry<String, List<@Nullable Object[]>> statement : deferred.entrySet()) {
                runAll(prepared(statement.getKey(), Statement.NO_GENERATED_KEYS), statement.getValue());
            }
        } catch (SQLException e) {
            throw noted(e);
        } finally {
            deferred.clear();
        }
    }

    private void runAll(PreparedStatement statement, List<@Nullable Object[]> times) throws SQLException {
        try {
            for (@Nullable Object[] parameters : times) {
                bind(statement, parameters).addBatch();
            }
            statement.executeBatch();
        } finally {
            statement.clearBatch();
        }
    }

    /** The numbers of new rows come with the answer that comes anyway. */
    @Override
    public long insert(String sql, @Nullable Object... parameters) throws SQLException {
        try {
            PreparedStatement statement = bind(prepared(sql, Statement.RETURN_GENERATED_KEYS), parameters);
            if (counted(statement.executeUpdate()) != 1) {
                throw new SQLException("not one row was inserted: " + sql);
            }
            try (ResultSet keys = statement.getGeneratedKeys()) {
                if (!keys.next()) {
                    throw new SQLException("the database has given the row no number: " + sql);
                }
                return keys.getLong(1);
            }
        } catch (SQLException e) {
            throw noted(e);
        }
    }

    @Override
    void check(@Nullable Object[] parameters) {
        long chars = 0;
        for (Object parameter : parameters) {
            chars += parameter instanceof String text ? text.length() : 0;
        }
        if (chars * MOST_BYTES_PER_CHAR + ENVELOPE > maxPacket && bytes(parameters) + ENVELOPE > maxPacket) {
            throw new ChangeTooLarge("the database server takes %d bytes at once: raise its setting max_allowed_packet"
                    .formatted(maxPacket));
        }
    }

    private static long bytes(@Nullable Object[] parameters) {
        long bytes = 0;
        for (Object parameter : parameters) {
            bytes += parameter instanceof String text ? text.getBytes(StandardCharsets.UTF_8).length : 0;
        }
        return bytes;
    }

    @Override
    Trouble trouble(SQLException error) {
        return MysqlErrors.trouble(error);
    }
}
