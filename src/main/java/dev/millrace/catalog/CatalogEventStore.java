package dev.millrace.catalog;

import dev.millrace.store.Database;
import dev.millrace.store.NumberedInsert;
import dev.millrace.store.Transaction;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import org.jdbi.v3.core.mapper.RowMapper;

/** The rows of events. Thread-safe. */
@Singleton
final class CatalogEventStore {
    private static final NumberedInsert INSERT =
            NumberedInsert.into("catalog_events", "type", "subject_id", "at", "data");
    private static final int MOST_DELETED = 1_000;
    private static final RowMapper<CatalogEvent> ROW = (results, _) -> new CatalogEvent(
            results.getLong(1),
            Objects.requireNonNull(results.getString(2)),
            results.getLong(3),
            results.getLong(4),
            Objects.requireNonNull(results.getString(5)));

    private final Database database;

    CatalogEventStore(Database database) {
        this.database = database;
    }

    /** The numbers of the oldest event that is kept and of the newest; both 0 when there is none. */
    record Range(long oldest, long newest) {}

    static void insert(Transaction tx, EventType type, long subject, long now, String data) throws SQLException {
        tx.insert(INSERT, type.wire(), subject, now, data);
    }

    /** The first events after one, oldest first. */
    List<CatalogEvent> after(long seq, int limit) {
        return list("WHERE id > ? ORDER BY id LIMIT ?", seq, limit);
    }

    /** The newest events after one, oldest first. */
    List<CatalogEvent> newestAfter(long seq, int limit) {
        return list("WHERE id > ? ORDER BY id DESC LIMIT ?", seq, limit).reversed();
    }

    private List<CatalogEvent> list(String condition, long seq, int limit) {
        return database.reads().withHandle(handle -> handle.createQuery(
                        "SELECT id, type, subject_id, at, data FROM catalog_events " + condition)
                .bind(0, seq)
                .bind(1, limit)
                .map(ROW)
                .list());
    }

    Range range() {
        return database.reads().withHandle(handle -> handle.createQuery("""
                        SELECT (SELECT MIN(id) FROM catalog_events), (SELECT MAX(id) FROM catalog_events)
                        """)
                .map((results, _) -> new Range(results.getLong(1), results.getLong(2)))
                .one());
    }

    /** Deletes some of the oldest events that are from before a time; whether there may be more of them. */
    boolean deleteSomeBefore(long time) {
        return database.writer().write(tx -> {
            Long last = tx.first("""
                    SELECT MAX(id) FROM (SELECT id, at FROM catalog_events ORDER BY id LIMIT ?) oldest WHERE at < ?
                    """, results -> results.getLong(1), MOST_DELETED, time);
            return tx.update("DELETE FROM catalog_events WHERE id <= ?", Objects.requireNonNullElse(last, 0L))
                    == MOST_DELETED;
        });
    }
}
