package dev.millrace.execution;

import dev.millrace.access.Ownership;
import dev.millrace.access.Visibility;
import dev.millrace.store.Database;
import dev.millrace.store.Transaction;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** The rows of executions and the requests to the servers that own them. */
final class ExecutionStore {
    static final String COLUMNS = """
            id, execution_id, workflow, revision, definition, status, current_step, inputs, outputs, error, priority,
            triggered_by, parent, user_id, audience, request_id, owner, epoch, last_seq, created_at, started_at, finished_at
            """;

    private static final String UPDATE = """
            UPDATE executions SET status = ?, current_step = ?, inputs = ?, outputs = ?, error = ?, owner = ?,
                epoch = ?, last_seq = ?, started_at = ?, finished_at = ?
            WHERE id = ? AND epoch = ?
            """;

    private final Jdbi reads;

    ExecutionStore(Database database) {
        this.reads = database.reads();
    }

    Optional<ExecutionRow> find(String executionId) {
        return reads.withHandle(
                handle -> handle.createQuery("SELECT " + COLUMNS + " FROM executions WHERE execution_id = :id")
                        .bind("id", executionId)
                        .map(ExecutionStore::row)
                        .findOne());
    }

    Optional<ExecutionRow> find(long id) {
        return reads.withHandle(handle -> handle.createQuery("SELECT " + COLUMNS + " FROM executions WHERE id = :id")
                .bind("id", id)
                .map(ExecutionStore::row)
                .findOne());
    }

    /** The numbers of the last events of these executions, by execution. */
    Map<Long, Long> lastSeqs(Collection<Long> ids) {
        return ids.isEmpty()
                ? Map.of()
                : reads.withHandle(
                        handle -> handle.createQuery("SELECT id, last_seq FROM executions WHERE id IN (<ids>)")
                                .bindList("ids", List.copyOf(ids))
                                .map((results, _) -> Map.entry(results.getLong("id"), results.getLong("last_seq")))
                                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    /**
     * An execution that waits for its turn.
     *
     * @param free how many more of its workflow may begin; any number for most workflows
     */
    record Queued(long id, String workflow, int free) {}

    /** Executions that wait for their turn and may have it, in the order in which they get it. */
    List<Queued> queued(int limit) {
        return reads.withHandle(handle -> handle.createQuery("""
                        SELECT id, executions.workflow, most,
                            (SELECT COUNT(place) FROM limited_executions AS others
                                WHERE others.workflow = waiting.workflow) AS taken
                        FROM executions LEFT JOIN limited_executions AS waiting ON execution = id
                        WHERE queue_place IS NOT NULL
                            AND (most IS NULL OR most > (SELECT COUNT(place) FROM limited_executions AS others
                                WHERE others.workflow = waiting.workflow))
                        ORDER BY queue_place, id LIMIT :limit
                        """)
                .bind("limit", limit)
                .map((results, _) -> queued(results))
                .list());
    }

    private static Queued queued(ResultSet results) throws SQLException {
        int most = results.getInt("most");
        int free = results.wasNull() ? Integer.MAX_VALUE : most - results.getInt("taken");
        return new Queued(results.getLong("id"), Objects.requireNonNull(results.getString("workflow")), free);
    }

    long countQueued() {
        return reads.withHandle(
                handle -> handle.createQuery("SELECT COUNT(*) FROM executions WHERE queue_place IS NOT NULL")
                        .mapTo(Long.class)
                        .one());
    }

    /** Executions that wait for others of their workflow to end. */
    long countLimited() {
        return reads.withHandle(
                handle -> handle.createQuery("SELECT COUNT(*) FROM limited_executions WHERE place IS NULL")
                        .mapTo(Long.class)
                        .one());
    }

    /** Unfinished executions that belong to no server that lives, or that wait and belong to none. */
    List<Long> abandoned() {
        return reads.withHandle(
                handle -> handle.createQuery("""
                        SELECT id FROM executions
                        WHERE status IN ('queued', 'running', 'waiting')
                            AND (owner NOT IN (SELECT life FROM nodes WHERE left_at IS NULL)
                                OR (owner IS NULL AND status = 'waiting'))
                        ORDER BY priority DESC, id
                        """).mapTo(Long.class).list());
    }

    /** The execution of this number, if it belongs to no server that lives. */
    Optional<ExecutionRow> findFree(long id) {
        return reads.withHandle(handle -> handle.createQuery("SELECT " + COLUMNS + """
                         FROM executions WHERE id = :id
                            AND (owner IS NULL OR owner NOT IN (SELECT life FROM nodes WHERE left_at IS NULL))
                        """)
                .bind("id", id)
                .map(ExecutionStore::row)
                .findOne());
    }

    /** Executions that somebody wants cancelled and that have not ended. */
    List<Long> cancelRequests() {
        return reads.withHandle(handle -> handle.createQuery("SELECT execution FROM requests WHERE kind = 'cancel'")
                .mapTo(Long.class)
                .list());
    }

    static void insert(Transaction tx, ExecutionRow row) throws SQLException {
        tx.defer(
                """
                INSERT INTO executions (id, execution_id, workflow, revision, definition, status, current_step, inputs,
                    outputs, error, priority, triggered_by, parent, user_id, audience, request_id, owner, epoch, last_seq,
                    created_at, started_at, finished_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                row.id(),
                row.executionId(),
                row.workflow(),
                row.revision(),
                row.definition(),
                row.status().wire(),
                row.currentStep(),
                EventJson.writeValue(row.inputs()),
                json(row.outputs()),
                json(row.error()),
                row.priority(),
                row.trigger(),
                row.parent(),
                row.userId(),
                row.ownership().audience(),
                row.requestId(),
                row.owner(),
                row.epoch(),
                row.lastSeq(),
                row.createdAt(),
                row.startedAt(),
                row.finishedAt());
    }

    /** Whether an id is taken. Where inserts are deferred nobody looks: the unique key tells, and then the change runs again. */
    static boolean isKnownToExist(Transaction tx, String executionId) throws SQLException {
        return !tx.isDeferring()
                && tx.first("SELECT 1 FROM executions WHERE execution_id = ?", _ -> true, executionId) != null;
    }

    /**
     * Brings the row up to date if the execution still has the epoch; whether it had. The end of an execution is written at
     * once: then nobody can ask for its cancellation any more until the transaction ends.
     */
    static boolean update(Transaction tx, ExecutionRow row, long epoch) throws SQLException {
        @Nullable
        Object[] parameters = {
            row.status().wire(),
            row.currentStep(),
            EventJson.writeValue(row.inputs()),
            json(row.outputs()),
            json(row.error()),
            row.owner(),
            row.epoch(),
            row.lastSeq(),
            row.startedAt(),
            row.finishedAt(),
            row.id(),
            epoch
        };
        return row.status().ended() ? tx.update(UPDATE, parameters) == 1 : tx.expect(UPDATE, parameters);
    }

    /** The status of an execution, which stays so until the end of the transaction. */
    static @Nullable ExecutionStatus status(Transaction tx, long id) throws SQLException {
        return tx.firstLocked(
                "SELECT status FROM executions WHERE id = ?", results -> ExecutionStatus.of(results.getString(1)), id);
    }

    static void requestCancel(Transaction tx, long id, long now) throws SQLException {
        if (!cancelRequested(tx, id)) {
            tx.update("INSERT INTO requests (execution, kind, created_at) VALUES (?, 'cancel', ?)", id, now);
        }
    }

    static boolean cancelRequested(Transaction tx, long id) throws SQLException {
        return tx.first("SELECT 1 FROM requests WHERE execution = ? AND kind = 'cancel'", _ -> true, id) != null;
    }

    static void deleteRequests(Transaction tx, long id) throws SQLException {
        tx.update("DELETE FROM requests WHERE execution = ?", id);
    }

    private static @Nullable String json(@Nullable Object value) {
        return value == null ? null : EventJson.writeValue(value);
    }

    static ExecutionRow row(ResultSet results, StatementContext context) throws SQLException {
        String outputs = results.getString("outputs");
        String error = results.getString("error");
        return new ExecutionRow(
                results.getLong("id"),
                results.getString("execution_id"),
                results.getString("workflow"),
                results.getInt("revision"),
                results.getLong("definition"),
                ExecutionStatus.of(results.getString("status")),
                results.getString("current_step"),
                EventJson.readMap(Objects.requireNonNull(results.getString("inputs"))),
                outputs == null ? null : EventJson.readMap(outputs),
                error == null ? null : EventJson.readValue(error, Failure.class),
                results.getInt("priority"),
                results.getString("triggered_by"),
                results.getString("parent"),
                results.getString("user_id"),
                Ownership.EVERYBODY.equals(results.getString("audience")) ? Visibility.SHARED : Visibility.PRIVATE,
                results.getString("request_id"),
                results.getString("owner"),
                results.getLong("epoch"),
                results.getLong("last_seq"),
                results.getLong("created_at"),
                nullableLong(results, "started_at"),
                nullableLong(results, "finished_at"));
    }

    private static @Nullable Long nullableLong(ResultSet results, String column) throws SQLException {
        long value = results.getLong(column);
        return results.wasNull() ? null : value;
    }
}
