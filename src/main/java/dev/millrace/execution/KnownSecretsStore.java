package dev.millrace.execution;

import dev.millrace.secret.MasterKeys;
import dev.millrace.store.Transaction;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The rows of what executions know of secrets, which are encrypted. An execution that knows none has no row. */
final class KnownSecretsStore {
    private static final String PLACE = "secrets";

    private final MasterKeys keys;

    KnownSecretsStore(MasterKeys keys) {
        this.keys = keys;
    }

    /**
     * What an execution knows of secrets.
     *
     * @param inputs its inputs as they are; null when the execution's row has them so
     */
    record Known(KnownSecrets secrets, @Nullable Map<String, Object> inputs) {
        /** The execution's row with its inputs as they are. */
        ExecutionRow restore(ExecutionRow row) {
            return inputs == null ? row : row.withInputs(inputs);
        }
    }

    /** The same before it is encrypted. */
    private record Json(List<String> values, @Nullable Map<String, Object> inputs) {}

    /** Nothing. */
    Known nothing(long execution) {
        return new Known(new KnownSecrets(keys, execution), null);
    }

    /** What an execution knows. Throws a 409 when that cannot be decrypted. */
    Known read(Handle handle, long execution) {
        KnownSecrets secrets = new KnownSecrets(keys, execution);
        return handle.createQuery("SELECT sealed FROM execution_secrets WHERE execution = :id")
                .bind("id", execution)
                .mapTo(String.class)
                .findOne()
                .map(kept -> EventJson.readValue(secrets.opened(PLACE, kept), Json.class))
                .map(json -> {
                    secrets.addAll(json.values());
                    return new Known(secrets, json.inputs());
                })
                .orElseGet(() -> nothing(execution));
    }

    /** What an execution knows, as it is kept. */
    static String closed(Known known) {
        Json json = new Json(known.secrets().values(), known.inputs());
        return known.secrets().closed(PLACE, EventJson.writeValue(json));
    }

    static void save(Transaction tx, long execution, String closed) throws SQLException {
        if (tx.update("UPDATE execution_secrets SET sealed = ? WHERE execution = ?", closed, execution) == 0) {
            tx.update("INSERT INTO execution_secrets (execution, sealed) VALUES (?, ?)", execution, closed);
        }
    }
}
