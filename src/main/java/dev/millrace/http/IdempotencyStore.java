package dev.millrace.http;

import dev.millrace.store.Database;
import dev.millrace.store.Transaction;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** First answers to requests with an idempotency key. */
final class IdempotencyStore {
    private final Database database;

    IdempotencyStore(Database database) {
        this.database = database;
    }

    /**
     * An answer as it is kept.
     *
     * @param digest of the request that got it
     */
    record Kept(String digest, int status, @Nullable String location, String body) {}

    Optional<Kept> find(String caller, String key, long notBefore) {
        return database.reads().withHandle(handle -> handle.createQuery("""
                        SELECT digest, status, location, body FROM idempotency
                        WHERE caller = :caller AND idempotency_key = :key AND created_at >= :after
                        """)
                .bind("caller", caller)
                .bind("key", key)
                .bind("after", notBefore)
                .map((results, _) -> new Kept(
                        Objects.requireNonNull(results.getString("digest")),
                        results.getInt("status"),
                        results.getString("location"),
                        Objects.requireNonNull(results.getString("body"))))
                .findOne());
    }

    /** Keeps an answer; false when another server has kept one since this request began. */
    static boolean insert(Transaction tx, String caller, String key, Kept answer, long now, long outdated)
            throws SQLException {
        tx.update(
                "DELETE FROM idempotency WHERE caller = ? AND idempotency_key = ? AND created_at < ?",
                caller,
                key,
                outdated);
        if (tx.first("SELECT 1 FROM idempotency WHERE caller = ? AND idempotency_key = ?", _ -> true, caller, key)
                != null) {
            return false;
        }
        tx.update("""
                INSERT INTO idempotency (caller, idempotency_key, digest, status, location, body, created_at)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """, caller, key, answer.digest(), answer.status(), answer.location(), answer.body(), now);
        return true;
    }

    int deleteBefore(long time) {
        return database.writer().write(tx -> tx.update("DELETE FROM idempotency WHERE created_at < ?", time));
    }
}
