package dev.millrace.access;

import dev.millrace.access.AuditLog.Filter;
import dev.millrace.http.PageRequest;
import dev.millrace.store.Database;
import dev.millrace.store.Ids;
import dev.millrace.store.Transaction;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.Query;

/** The rows of the audit log: added, read, and never changed. */
@Singleton
final class AuditStore {
    private static final RowMapper<Row> ROW = (results, _) -> row(results);

    private final Database database;

    AuditStore(Database database) {
        this.database = database;
    }

    /** An entry and the number by which it is listed. */
    record Row(long id, AuditEntry entry) {}

    /** Adds the rows that there are when the writer comes to it. Completes with them when they are on disk. */
    CompletableFuture<List<Row>> insert(Supplier<List<Row>> rows) {
        List<Row> taken = new ArrayList<>();
        return database.writer().submit(tx -> {
            // What a run before this one has taken is still to be added.
            taken.addAll(rows.get());
            for (Row row : taken) {
                insert(tx, row.id(), row.entry());
            }
            return taken;
        });
    }

    private static void insert(Transaction tx, long id, AuditEntry entry) throws SQLException {
        tx.defer(
                """
                INSERT INTO audit (id, at, user_id, credential, credential_id, address, request_id, action, target, status)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                id,
                entry.at(),
                entry.userId(),
                entry.credential().kind().wire(),
                entry.credential().id(),
                entry.address(),
                entry.requestId(),
                entry.action(),
                entry.target(),
                entry.status());
    }

    List<Row> list(Filter filter, PageRequest page) {
        String sql = "SELECT * FROM audit WHERE id < :before"
                + (filter.since() == null ? "" : " AND id >= :since")
                + (filter.until() == null ? "" : " AND id < :until")
                + (filter.userId() == null ? "" : " AND user_id = :user")
                + (filter.action() == null ? "" : " AND action = :action")
                + " ORDER BY id DESC LIMIT :limit";
        return database.reads().withHandle(handle -> bind(handle.createQuery(sql), filter)
                .bind("before", page.before())
                .bind("limit", page.limit() + 1)
                .map(ROW)
                .list());
    }

    private static Query bind(Query query, Filter filter) {
        if (filter.since() != null) {
            query.bind("since", Ids.lowestAt(filter.since()));
        }
        if (filter.until() != null) {
            query.bind("until", Ids.lowestAt(filter.until()));
        }
        if (filter.userId() != null) {
            query.bind("user", filter.userId());
        }
        if (filter.action() != null) {
            query.bind("action", filter.action());
        }
        return query;
    }

    private static Row row(ResultSet results) throws SQLException {
        return new Row(
                results.getLong("id"),
                new AuditEntry(
                        results.getLong("at"),
                        results.getString("user_id"),
                        new Credential(kind(text(results, "credential")), results.getString("credential_id")),
                        text(results, "address"),
                        text(results, "request_id"),
                        text(results, "action"),
                        text(results, "target"),
                        results.getInt("status")));
    }

    private static Credential.Kind kind(String wire) {
        return Credential.Kind.valueOf(wire.toUpperCase(Locale.ROOT));
    }

    private static String text(ResultSet results, String column) throws SQLException {
        return Objects.requireNonNull(results.getString(column), column);
    }
}
