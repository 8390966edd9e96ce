package dev.millrace.access;

import dev.millrace.access.ApiKey.Replaced;
import dev.millrace.http.PageRequest;
import dev.millrace.store.Database;
import dev.millrace.store.Transaction;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongFunction;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jspecify.annotations.Nullable;

/** The rows of API keys. They hold digests; no key can be made out of them. */
@Singleton
final class ApiKeyStore {
    private static final String COLUMNS = """
            id, key_id, user_id, name, scopes, digest, replaced_digest, replaced_until, expires_at, last_used_at, created_at
            """;

    /** The number of the row of the first key. {@link dev.millrace.store.Ids} makes greater ones. */
    private static final long FIRST = 1;

    private static final RowMapper<ApiKey> ROW = (results, _) -> row(results);

    private final Database database;

    ApiKeyStore(Database database) {
        this.database = database;
    }

    Optional<ApiKey> find(String id) {
        return database.reads()
                .withHandle(handle -> handle.createQuery("SELECT " + COLUMNS + " FROM api_keys WHERE key_id = :id")
                        .bind("id", id)
                        .map(ROW)
                        .findOne());
    }

    boolean isEmpty() {
        return count(null) == 0;
    }

    /** The keys of a user, or of all when it is null. */
    List<ApiKey> list(@Nullable String userId, PageRequest page) {
        String sql = "SELECT " + COLUMNS + " FROM api_keys WHERE id < :before"
                + (userId == null ? "" : " AND user_id = :user") + " ORDER BY id DESC LIMIT :limit OFFSET :offset";
        return database.reads().withHandle(handle -> handle.createQuery(sql)
                .bindMap(userId == null ? Map.of() : Map.of("user", userId))
                .bind("before", page.before())
                .bind("limit", page.limit() + 1)
                .bind("offset", page.offset())
                .map(ROW)
                .list());
    }

    long count(@Nullable String userId) {
        String sql = "SELECT COUNT(*) FROM api_keys" + (userId == null ? "" : " WHERE user_id = :user");
        return database.reads().withHandle(handle -> handle.createQuery(sql)
                .bindMap(userId == null ? Map.of() : Map.of("user", userId))
                .mapTo(Long.class)
                .one());
    }

    void insert(ApiKey key) {
        database.writer().write(tx -> insert(tx, key));
    }

    /**
     * Inserts a key unless there is one already; whether it did.
     *
     * @param key made for the number of its row, which is always the same: of servers that try at a time, one succeeds
     */
    boolean insertFirst(LongFunction<ApiKey> key) {
        return database.writer()
                .write(tx -> tx.first("SELECT 1 FROM api_keys LIMIT 1", _ -> true) == null
                        && insert(tx, key.apply(FIRST)) == 1);
    }

    private static int insert(Transaction tx, ApiKey key) throws SQLException {
        return tx.update(
                """
                INSERT INTO api_keys (id, key_id, user_id, name, scopes, digest, expires_at, created_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """,
                key.row(),
                key.id(),
                key.userId(),
                key.name(),
                String.join(" ", key.scopes().names()),
                key.digest().hex(),
                key.expiresAt(),
                key.createdAt());
    }

    /** Puts another secret in the place of this one; false when somebody else did so before, or deleted the key. */
    boolean replace(ApiKey key, KeyDigest next, @Nullable Replaced replaced) {
        return database.writer()
                        .write(tx -> tx.update(
                                """
                                UPDATE api_keys SET digest = ?, replaced_digest = ?, replaced_until = ?
                                WHERE id = ? AND digest = ?
                                """,
                                next.hex(),
                                replaced == null ? null : replaced.digest().hex(),
                                replaced == null ? null : replaced.until(),
                                key.row(),
                                key.digest().hex()))
                == 1;
    }

    /** Deletes a key; false when it is gone already. */
    boolean delete(ApiKey key) {
        return database.writer().write(tx -> tx.update("DELETE FROM api_keys WHERE id = ?", key.row())) == 1;
    }

    /** Notes when keys were last used: times by rows. */
    void touch(Map<Long, Long> uses) {
        database.writer().write(tx -> {
            for (Map.Entry<Long, Long> use : uses.entrySet()) {
                tx.update("UPDATE api_keys SET last_used_at = ? WHERE id = ?", use.getValue(), use.getKey());
            }
            return uses.size();
        });
    }

    private static ApiKey row(ResultSet results) throws SQLException {
        return new ApiKey(
                results.getLong("id"),
                text(results, "key_id"),
                text(results, "user_id"),
                text(results, "name"),
                Scopes.named(Arrays.asList(text(results, "scopes").split(" "))),
                KeyDigest.fromHex(text(results, "digest")),
                replaced(results),
                time(results, "expires_at"),
                time(results, "last_used_at"),
                results.getLong("created_at"));
    }

    private static @Nullable Replaced replaced(ResultSet results) throws SQLException {
        String digest = results.getString("replaced_digest");
        return digest == null ? null : new Replaced(KeyDigest.fromHex(digest), results.getLong("replaced_until"));
    }

    private static String text(ResultSet results, String column) throws SQLException {
        return Objects.requireNonNull(results.getString(column), column);
    }

    private static @Nullable Long time(ResultSet results, String column) throws SQLException {
        long time = results.getLong(column);
        return results.wasNull() ? null : time;
    }
}
