package dev.millrace.execution;

import dev.millrace.store.Transaction;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The places of workflows of which only so many executions may run at a time. A place is a row with a unique key, taken in
 * the transaction in which an execution begins and given back in that in which it ends: so the limit holds whichever
 * servers begin them, and one that dies leaves its places to the executions, which go on elsewhere.
 */
final class LimitedStore {
    private LimitedStore() {}

    /** All places are taken. */
    static final class NoPlace extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NoPlace() {
            super("as many executions of its workflow run as may", null, false, false);
        }
    }

    /**
     * Has an execution wait for a place.
     *
     * @param most how many of the workflow may run while this one does
     */
    static void insert(Transaction tx, ExecutionRow row, int most) throws SQLException {
        tx.update(
                "INSERT INTO limited_executions (execution, workflow, most, place) VALUES (?, ?, ?, NULL)",
                row.id(),
                row.workflow(),
                most);
    }

    /** Gives an execution that waits its place. Throws {@link NoPlace} when there is none. */
    static void take(Transaction tx, ExecutionRow row, int most) throws SQLException {
        List<Integer> taken = tx.all(
                "SELECT place FROM limited_executions WHERE workflow = ? AND place IS NOT NULL",
                results -> results.getInt(1),
                row.workflow());
        int free = IntStream.range(0, taken.size() < most ? most : 0)
                .filter(place -> !taken.contains(place))
                .findFirst()
                .orElseThrow(NoPlace::new);
        tx.update("UPDATE limited_executions SET place = ? WHERE execution = ?", free, row.id());
    }

    /** Has an execution that ends give back what it has. */
    static void delete(Transaction tx, long execution) throws SQLException {
        tx.update("DELETE FROM limited_executions WHERE execution = ?", execution);
    }
}
