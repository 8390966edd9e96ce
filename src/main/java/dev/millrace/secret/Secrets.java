package dev.millrace.secret;

import dev.millrace.http.PageRequest;
import dev.millrace.http.ProblemException;
import dev.millrace.store.Database;
import dev.millrace.store.Ids;
import dev.millrace.store.Transaction;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The secrets of the server and who may use them. Values come in here, and go out to workflows alone. Thread-safe. */
@Singleton
public final class Secrets {
    private final Database database;
    private final SecretStore store;
    private final Seal seal;
    private final Ids ids;
    private final Clock clock;

    Secrets(Database database, SecretStore store, MasterKeys keys, Ids ids, Clock clock) {
        this.database = database;
        this.store = store;
        this.seal = keys.seal("secrets");
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * What is told of a secret.
     *
     * @param workflows the ids of those that may use it
     * @param problem why its value cannot be read; null when it can
     */
    record Described(
            SecretStore.Row row,
            List<String> workflows,
            @Nullable String problem) {}

    /**
     * The value of a secret.
     *
     * @param revision the id of the definition that wants to use it
     * @throws SecretUnavailable when there is no such secret, or the definition's workflow may not use it, or its value
     *     cannot be decrypted
     */
    public String value(String name, long revision) {
        SecretStore.Row row = store.granted(name, revision)
                .orElseThrow(() -> new SecretUnavailable(
                        "there is no secret `%s` that this workflow may use; an admin grants it with PUT /v1/admin/secrets/%s"
                                .formatted(name, name)));
        try {
            return seal.open(row.name(), row.sealed());
        } catch (SealBroken e) {
            throw new SecretUnavailable("the secret `%s` cannot be read: %s".formatted(name, e.getMessage()));
        }
    }

    /** The names of the secrets that the workflow of this id may use; none when there is no such workflow. */
    public Set<String> grantedTo(String workflowId) {
        return store.grantedTo(workflowId);
    }

    /**
     * Stores a secret in place of an earlier one of its name.
     *
     * @param value null leaves it as it is
     * @param workflows the ids of those that may use it; null leaves them as they are
     * @return whether it is new
     * @throws ProblemException 422 when there is neither a value nor an earlier secret, or a workflow does not exist
     */
    boolean put(String name, @Nullable SecretValue value, @Nullable List<String> workflows) {
        SecretName.require(name);
        String sealed = value == null ? null : sealed(name, value);
        long now = clock.millis();
        return database.writer().write(tx -> {
            SecretStore.Row earlier = SecretStore.find(tx, name);
            SecretStore.Row row = earlier == null ? insert(tx, name, sealed, now) : update(tx, earlier, sealed, now);
            if (workflows != null) {
                grant(tx, row, workflows);
            }
            return earlier == null;
        });
    }

    private String sealed(String name, SecretValue value) {
        try {
            return seal.close(name, value.text());
        } catch (SealBroken e) {
            throw ProblemException.conflict(
                    "secrets-key-unusable",
                    "The key for secrets cannot be used",
                    "Nothing can be encrypted: %s.".formatted(e.getMessage()));
        }
    }

    private SecretStore.Row insert(Transaction tx, String name, @Nullable String sealed, long now) throws SQLException {
        if (sealed == null) {
            throw ProblemException.invalid("/value", "value is required for a new secret");
        }
        SecretStore.Row row = new SecretStore.Row(ids.next(), name, sealed, now, now);
        SecretStore.insert(tx, row);
        return row;
    }

    private static SecretStore.Row update(Transaction tx, SecretStore.Row earlier, @Nullable String sealed, long now)
            throws SQLException {
        SecretStore.Row row = new SecretStore.Row(
                earlier.id(), earlier.name(), sealed == null ? earlier.sealed() : sealed, earlier.createdAt(), now);
        SecretStore.update(tx, row);
        return row;
    }

    private static void grant(Transaction tx, SecretStore.Row row, List<String> workflows) throws SQLException {
        SecretStore.deleteGrants(tx, row);
        for (int i = 0; i < workflows.size(); i++) {
            if (!SecretStore.grant(tx, row, workflows.get(i))) {
                throw ProblemException.invalid(
                        "/workflows/" + i,
                        "there is no workflow `%s`; upload it first, since a grant belongs to a workflow that exists"
                                .formatted(workflows.get(i)));
            }
        }
    }

    /** Deletes a secret with its grants. Throws a 404 when there is none. */
    void delete(String name) {
        if (!database.writer().write(tx -> SecretStore.delete(tx, name))) {
            throw ProblemException.notFound("secret", name);
        }
    }

    /** What is told of a secret. Throws a 404 when there is none. */
    Described get(String name) {
        return described(store.find(name).stream().toList()).stream()
                .findFirst()
                .orElseThrow(() -> ProblemException.notFound("secret", name));
    }

    /** The newest first, and one more than the limit when there are more. */
    List<Described> list(PageRequest page) {
        return described(store.list(page));
    }

    private List<Described> described(List<SecretStore.Row> rows) {
        Map<Long, List<String>> workflows = store.workflows(rows);
        return rows.stream()
                .map(row -> new Described(
                        row,
                        workflows.getOrDefault(row.id(), List.of()),
                        problem(row).orElse(null)))
                .toList();
    }

    private Optional<String> problem(SecretStore.Row row) {
        try {
            String _ = seal.open(row.name(), row.sealed());
            return Optional.empty();
        } catch (SealBroken e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /** The secrets whose values cannot be read, and why. */
    Map<String, String> unreadable() {
        Map<String, String> problems = new TreeMap<>();
        store.all().forEach(row -> problem(row).ifPresent(why -> problems.put(row.name(), why)));
        return problems;
    }
}
