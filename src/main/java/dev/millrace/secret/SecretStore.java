package dev.millrace.secret;

import dev.millrace.http.PageRequest;
import dev.millrace.store.Database;
import dev.millrace.store.Transaction;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The rows of secrets, and of the workflows that may use them. A grant refers to the row of a workflow, not to its name:
 * the database deletes it with that row, so it never passes to a later workflow of the same name.
 */
@Singleton
final class SecretStore {
    private static final String COLUMNS =
            "secrets.id, secrets.name, secrets.sealed, secrets.created_at, secrets.updated_at";

    private final Database database;

    SecretStore(Database database) {
        this.database = database;
    }

    /**
     * A secret.
     *
     * @param sealed its value, encrypted
     * @param createdAt milliseconds since 1970 UTC, as is the other time
     */
    record Row(long id, String name, String sealed, long createdAt, long updatedAt) {}

    Optional<Row> find(String name) {
        return database.reads()
                .withHandle(handle -> handle.createQuery("SELECT " + COLUMNS + " FROM secrets WHERE name = :name")
                        .bind("name", name)
                        .map((results, _) -> row(results))
                        .findOne());
    }

    List<Row> list(PageRequest page) {
        return database.reads().withHandle(handle -> handle.createQuery("SELECT " + COLUMNS + """
                         FROM secrets WHERE id < :before ORDER BY id DESC LIMIT :limit OFFSET :offset
                        """)
                .bind("before", page.before())
                .bind("limit", page.limit() + 1)
                .bind("offset", page.offset())
                .map((results, _) -> row(results))
                .list());
    }

    /** All of them, by name. */
    List<Row> all() {
        return database.reads()
                .withHandle(handle -> handle.createQuery("SELECT " + COLUMNS + " FROM secrets ORDER BY name")
                        .map((results, _) -> row(results))
                        .list());
    }

    /** The ids of the workflows that may use each of these secrets, by the secret's id; those that none may use are left out. */
    Map<Long, List<String>> workflows(List<Row> secrets) {
        if (secrets.isEmpty()) {
            return Map.of();
        }
        return database.reads().withHandle(handle -> handle.createQuery("""
                        SELECT secret_grants.secret, workflows.workflow_id FROM secret_grants
                        JOIN workflows ON workflows.id = secret_grants.workflow
                        WHERE secret_grants.secret IN (<secrets>) AND workflows.archived = 0
                        ORDER BY workflows.workflow_id
                        """)
                .bindList("secrets", secrets.stream().map(Row::id).toList())
                .map((results, _) ->
                        Map.entry(results.getLong("secret"), Objects.requireNonNull(results.getString("workflow_id"))))
                .collect(Collectors.groupingBy(
                        Map.Entry::getKey, Collectors.mapping(Map.Entry::getValue, Collectors.toList()))));
    }

    /** The names of the secrets that the workflow of this id may use. */
    Set<String> grantedTo(String workflowId) {
        return database.reads().withHandle(handle -> handle.createQuery("""
                        SELECT secrets.name FROM secrets
                        JOIN secret_grants ON secret_grants.secret = secrets.id
                        JOIN workflows ON workflows.id = secret_grants.workflow
                        WHERE workflows.workflow_id = :id
                        """)
                .bind("id", workflowId)
                .mapTo(String.class)
                .set());
    }

    /** A secret, if the workflow of this revision may use it. */
    Optional<Row> granted(String name, long revision) {
        return database.reads().withHandle(handle -> handle.createQuery("SELECT " + COLUMNS + """
                         FROM secrets
                        JOIN secret_grants ON secret_grants.secret = secrets.id
                        JOIN revisions ON revisions.workflow = secret_grants.workflow
                        WHERE secrets.name = :name AND revisions.id = :revision
                        """)
                .bind("name", name)
                .bind("revision", revision)
                .map((results, _) -> row(results))
                .findOne());
    }

    static @Nullable Row find(Transaction tx, String name) throws SQLException {
        return tx.firstLocked("SELECT " + COLUMNS + " FROM secrets WHERE name = ?", SecretStore::row, name);
    }

    static void insert(Transaction tx, Row row) throws SQLException {
        tx.update(
                "INSERT INTO secrets (id, name, sealed, created_at, updated_at) VALUES (?, ?, ?, ?, ?)",
                row.id(),
                row.name(),
                row.sealed(),
                row.createdAt(),
                row.updatedAt());
    }

    static void update(Transaction tx, Row row) throws SQLException {
        tx.update(
                "UPDATE secrets SET sealed = ?, updated_at = ? WHERE id = ?", row.sealed(), row.updatedAt(), row.id());
    }

    /** Deletes a secret with its grants; whether it was there. */
    static boolean delete(Transaction tx, String name) throws SQLException {
        return tx.update("DELETE FROM secrets WHERE name = ?", name) == 1;
    }

    static void deleteGrants(Transaction tx, Row secret) throws SQLException {
        tx.update("DELETE FROM secret_grants WHERE secret = ?", secret.id());
    }

    /** Lets a workflow use a secret; false when there is no such workflow. */
    static boolean grant(Transaction tx, Row secret, String workflowId) throws SQLException {
        Long workflow = tx.first(
                "SELECT id FROM workflows WHERE workflow_id = ? AND archived = 0",
                results -> results.getLong(1),
                workflowId);
        if (workflow == null) {
            return false;
        }
        if (!isGranted(tx, secret, workflow)) {
            tx.update("INSERT INTO secret_grants (secret, workflow) VALUES (?, ?)", secret.id(), workflow);
        }
        return true;
    }

    private static boolean isGranted(Transaction tx, Row secret, long workflow) throws SQLException {
        return tx.first(
                        "SELECT 1 FROM secret_grants WHERE secret = ? AND workflow = ?",
                        _ -> true,
                        secret.id(),
                        workflow)
                != null;
    }

    private static Row row(ResultSet results) throws SQLException {
        return new Row(
                results.getLong("id"),
                Objects.requireNonNull(results.getString("name")),
                Objects.requireNonNull(results.getString("sealed")),
                results.getLong("created_at"),
                results.getLong("updated_at"));
    }
}
