package dev.millrace.store;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/**
 * The numbers that one transaction gives to new rows, table by table. The last number of a table is in a row, which the
 * transaction holds from its first number to its end: so numbers grow in the order of commits whoever writes, and have no
 * gaps but for what a change took that failed beside others. Used by the writer's thread alone.
 */
final class RowNumbers {
    private final Transaction tx;
    private final Map<String, Long> last = new HashMap<>();

    RowNumbers(Transaction tx) {
        this.tx = tx;
    }

    /** Takes the next number of a table. */
    long next(String table) throws SQLException {
        Long before = last.get(table);
        if (before == null) {
            before = tx.first(
                    "SELECT last FROM row_numbers WHERE name = ? FOR UPDATE", results -> results.getLong(1), table);
        }
        if (before == null) {
            throw new SQLException("rows of the table %s have no numbers".formatted(table));
        }
        last.put(table, before + 1);
        return before + 1;
    }

    /** Writes down which numbers were taken. */
    void save() throws SQLException {
        for (Map.Entry<String, Long> table : last.entrySet()) {
            tx.update("UPDATE row_numbers SET last = ? WHERE name = ?", table.getValue(), table.getKey());
        }
    }

    /** Begins another transaction. */
    void forget() {
        last.clear();
    }
}
