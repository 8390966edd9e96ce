package dev.millrace.store;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Transactions of MySQL. */
final class MysqlTransaction extends Transaction {
    /** For what a statement has beside its parameters. */
    private static final int ENVELOPE = 64 << 10;

    private static final int MOST_BYTES_PER_CHAR = 3;

    private final long maxPacket;

    /** What is to run, in the order in which the statements first came. */
    private final Map<String, Deferred> deferred = new LinkedHashMap<>();

    private final RowNumbers numbers = new RowNumbers(this);
    private boolean defers;

    /**
     * The parameters of each time that a statement is to run.
     *
     * @param expected whether each time must match a row
     */
    private record Deferred(List<@Nullable Object[]> times, boolean expected) {}

    /** @param maxPacket how long a message to the server may be, in bytes; the server ends a connection with a longer one */
    MysqlTransaction(Connection connection, long maxPacket) {
        super(connection);
        this.maxPacket = maxPacket;
    }

    @Override
    void defers(boolean whether) {
        defers = whether;
        deferred.clear();
        numbers.forget();
    }

    @Override
    public boolean isDeferring() {
        return defers;
    }

    @Override
    public void defer(String sql, @Nullable Object... parameters) throws SQLException {
        if (defers) {
            later(sql, false, parameters);
        } else {
            update(sql, parameters);
        }
    }

    @Override
    public boolean expect(String sql, @Nullable Object... parameters) throws SQLException {
        if (defers) {
            later(sql, true, parameters);
            return true;
        }
        return update(sql, parameters) == 1;
    }

    /** The number is known before the row is written. */
    @Override
    public long insert(NumberedInsert insert, @Nullable Object... parameters) throws SQLException {
        long number = numbers.next(insert.table());
        defer(insert.sql(), insert.numbered(number, parameters));
        return number;
    }

    private void later(String sql, boolean expected, @Nullable Object[] parameters) {
        check(parameters);
        deferred.computeIfAbsent(sql, _ -> new Deferred(new ArrayList<>(), expected))
                .times()
                .add(parameters);
        counted(1);
    }

    @Override
    boolean flush() throws SQLException {
        try {
            for (Map.Entry<String, Deferred> statement : deferred.entrySet()) {
                int[] rows = runAll(
                        prepared(statement.getKey()), statement.getValue().times());
                if (statement.getValue().expected() && IntStream.of(rows).anyMatch(count -> count != 1)) {
                    return false;
                }
            }
            numbers.save();
            return true;
        } catch (SQLException e) {
            throw noted(e);
        } finally {
            deferred.clear();
        }
    }

    private int[] runAll(PreparedStatement statement, List<@Nullable Object[]> times) throws SQLException {
        try {
            for (@Nullable Object[] parameters : times) {
                bind(statement, parameters).addBatch();
            }
            return statement.executeBatch();
        } finally {
            statement.clearBatch();
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

    /** Without local times, which summer time makes ambiguous. */
    @Override
    String clock() {
        return "TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(3)) DIV 1000";
    }

    @Override
    public <T> @Nullable T firstLocked(String sql, Row<T> row, @Nullable Object... parameters) throws SQLException {
        return first(sql + " FOR UPDATE", row, parameters);
    }

    void commit() throws SQLException {
        connection().commit();
    }

    @Override
    Trouble trouble(SQLException error) {
        return MysqlErrors.trouble(error);
    }
}
