package dev.millrace.cluster;

import dev.millrace.store.Database;
import java.util.Objects;

/** The rows of what is to happen once at a time. Thread-safe. */
final class DueWorkStore {
    private final Database database;

    DueWorkStore(Database database) {
        this.database = database;
    }

    /**
     * Takes on what is due in the present period, by the database's clock; whether nobody else has. What was taken on in
     * earlier periods is forgotten.
     *
     * @param period in milliseconds; periods follow each other from 1970 on
     * @param node who does it
     */
    boolean claim(String name, long period, String node) {
        return database.writer().write(tx -> {
            long due = tx.now() / period * period;
            Long last = tx.first("SELECT MAX(due) FROM due_work WHERE name = ?", results -> results.getLong(1), name);
            if (Objects.requireNonNullElse(last, 0L) >= due) {
                return false;
            }
            tx.update("INSERT INTO due_work (name, due, node) VALUES (?, ?, ?)", name, due, node);
            tx.update("DELETE FROM due_work WHERE name = ? AND due < ?", name, due);
            return true;
        });
    }
}
