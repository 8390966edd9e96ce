package dev.millrace.robot;

import dev.millrace.http.PageRequest;
import dev.millrace.store.Database;
import dev.millrace.store.Ids;
import dev.millrace.store.Transaction;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jspecify.annotations.Nullable;

/** The rows of robots that are known: of those that are connected, and for a while of those that were. Thread-safe. */
@Singleton
final class RobotStore {
    private static final String COLUMNS =
            "number, id, user_id, name, workflows, capacity, labels, connected_at, last_seen";

    private static final RowMapper<Row> ROW = (results, _) -> new Row(
            results.getLong("number"),
            Objects.requireNonNull(results.getString("id")),
            Objects.requireNonNull(results.getString("user_id")),
            Objects.requireNonNull(results.getString("name")),
            results.getString("workflows"),
            results.getInt("capacity"),
            Objects.requireNonNull(results.getString("labels")),
            results.getLong("connected_at"),
            results.getLong("last_seen"));

    private final Database database;
    private final Ids ids;

    RobotStore(Database database, Ids ids) {
        this.database = database;
        this.ids = ids;
    }

    /**
     * A robot that is known.
     *
     * @param number by which it is listed
     * @param workflows as JSON; null for all
     * @param labels as JSON
     * @param connectedAt when it said hello last, in milliseconds since 1970 UTC
     * @param lastSeen the same for when it was seen last, as of its hello or its leave
     */
    record Row(
            long number,
            String id,
            String userId,
            String name,
            @Nullable String workflows,
            int capacity,
            String labels,
            long connectedAt,
            long lastSeen) {}

    /**
     * Keeps what a robot says of itself; it is on disk when this returns.
     *
     * @param most how many robots of a user are kept
     * @return whether it was: not when it is new and the user has that many
     */
    boolean save(Row row, int most) {
        long number = ids.next();
        return database.writer().write(tx -> {
            int updated = tx.update(
                    "UPDATE robots SET workflows = ?, capacity = ?, labels = ?, connected_at = ?, last_seen = ? WHERE id = ?",
                    row.workflows(),
                    row.capacity(),
                    row.labels(),
                    row.connectedAt(),
                    row.lastSeen(),
                    row.id());
            return updated > 0 || insert(tx, row, number, most);
        });
    }

    private static boolean insert(Transaction tx, Row row, long number, int most) throws SQLException {
        Long known =
                tx.first("SELECT COUNT(*) FROM robots WHERE user_id = ?", results -> results.getLong(1), row.userId());
        if (known != null && known >= most) {
            return false;
        }
        tx.update(
                "INSERT INTO robots (" + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                number,
                row.id(),
                row.userId(),
                row.name(),
                row.workflows(),
                row.capacity(),
                row.labels(),
                row.connectedAt(),
                row.lastSeen());
        return true;
    }

    /** Notes that robots were seen at a time. Does not wait for it. */
    void seen(Collection<String> robots, long at) {
        List<String> known = List.copyOf(robots);
        var _ = database.writer().submit(tx -> {
            for (String id : known) {
                tx.update("UPDATE robots SET last_seen = ? WHERE id = ?", at, id);
            }
            return known;
        });
    }

    /** Forgets those that nobody has seen since a time. */
    void forgetBefore(long time) {
        int _ = database.writer().write(tx -> tx.update("DELETE FROM robots WHERE last_seen < ?", time));
    }

    Optional<Row> find(String id) {
        return database.reads()
                .withHandle(handle -> handle.createQuery("SELECT " + COLUMNS + " FROM robots WHERE id = ?")
                        .bind(0, id)
                        .map(ROW)
                        .findOne());
    }

    /** The robots of a user, or of all with null; newest first and one more than the page has when there are more. */
    List<Row> list(@Nullable String user, PageRequest page) {
        String whose = user == null ? "" : "user_id = :user AND ";
        return database.reads().withHandle(handle -> {
            var query = handle.createQuery("SELECT " + COLUMNS + " FROM robots WHERE " + whose
                            + "number < :before ORDER BY number DESC LIMIT :limit")
                    .bind("before", page.before())
                    .bind("limit", page.limit() + 1);
            return (user == null ? query : query.bind("user", user)).map(ROW).list();
        });
    }
}
