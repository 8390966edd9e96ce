package dev.millrace.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * The numbers that one transaction gives to new rows, table by table. The last number of each table is in a row, and the
 * transaction holds these rows from its first number to its end: so, whichever server writes, numbers grow in the order of
 * commits, and a reader that sees one sees all below it. They have no gaps but for what a change took that failed beside
 * others. All rows are locked at once, in one order: two servers never wait for each other. Used by the writer's thread
 * alone.
 */
final class RowNumbers {
    private final Transaction tx;
    private final Map<String, Long> last = new HashMap<>();
    private final Map<String, Long> saved = new HashMap<>();

    RowNumbers(Transaction tx) {
        this.tx = tx;
    }

    /** Takes the next number of a table. */
    long next(String table) throws SQLException {
        if (last.isEmpty()) {
            tx.all("SELECT name, last FROM row_numbers ORDER BY name FOR UPDATE", this::read);
        }
        Long before = last.get(table);
        if (before == null) {
            throw new SQLException("rows of the table %s have no numbers".formatted(table));
        }
        last.put(table, before + 1);
        return before + 1;
    }

    private boolean read(ResultSet results) throws SQLException {
        String table = Objects.requireNonNull(results.getString(1));
        saved.put(table, results.getLong(2));
        last.put(table, results.getLong(2));
        return true;
    }

    /** Writes down which numbers were taken. */
    void save() throws SQLException {
        for (Map.Entry<String, Long> table : last.entrySet()) {
            if (!table.getValue().equals(saved.get(table.getKey()))) {
                tx.update("UPDATE row_numbers SET last = ? WHERE name = ?", table.getValue(), table.getKey());
            }
        }
    }

    /** Begins another transaction. */
    void forget() {
        last.clear();
        saved.clear();
    }
}
