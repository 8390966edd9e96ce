package dev.millrace.execution;

import dev.millrace.access.Caller;
import dev.millrace.access.Ownership;
import dev.millrace.store.Database;
import dev.millrace.store.Ids;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;

/**
 * Lists of executions, as a caller sees them.
 *
 * <p>For who does not see everything, a page is put together from branches: one for each audience and workflow, or for
 * each audience and status. A branch is a stretch of an index in the order of the ids, so they are merged as they are read,
 * which ends at the limit. However many executions of others lie in between, they are not looked at.
 */
final class ExecutionListStore {
    private static final List<String> EACH_STATUS = Arrays.stream(ExecutionStatus.values())
            .map(status -> " AND status = '" + status.wire() + "'")
            .toList();

    private final Jdbi reads;

    ExecutionListStore(Database database) {
        this.reads = database.reads();
    }

    /** The newest executions that the caller sees, fit the filter and are older than {@code before}. */
    List<ExecutionRow> list(Caller caller, ExecutionFilter filter, long before, int offset, int limit) {
        String sql = newest(ExecutionStore.COLUMNS, caller, filter, "");
        return reads.withHandle(handle -> bind(handle.createQuery(sql), caller, filter)
                .bind("before", before)
                .bind("offset", offset)
                .bind("limit", limit)
                .bind("all", offset + limit)
                .map(ExecutionStore::row)
                .list());
    }

    /** How many executions the caller sees that fit the filter. */
    long count(Caller caller, ExecutionFilter filter) {
        String sql = counting(caller, filter);
        return reads.withHandle(handle ->
                bind(handle.createQuery(sql), caller, filter).mapTo(Long.class).one());
    }

    /** The newest executions of a workflow that the caller sees, and that have run and ended. */
    List<Statistics.Ended> ended(Caller caller, String workflow, int limit) {
        ExecutionFilter filter = new ExecutionFilter(workflow, null, null, null);
        String sql = newest(
                "status, finished_at - started_at AS duration",
                caller,
                filter,
                " AND finished_at IS NOT NULL AND started_at IS NOT NULL");
        return reads.withHandle(handle -> bind(handle.createQuery(sql), caller, filter)
                .bind("before", Long.MAX_VALUE)
                .bind("offset", 0)
                .bind("limit", limit)
                .bind("all", limit)
                .map((results, _) -> new Statistics.Ended(
                        ExecutionStatus.of(results.getString("status")), results.getLong("duration")))
                .list());
    }

    /** The query for columns of the newest rows before {@code :before}. */
    static String newest(String columns, Caller caller, ExecutionFilter filter, String condition) {
        String ids = "SELECT id AS listed FROM executions WHERE id < :before" + criteria(filter) + condition;
        return "SELECT " + columns + " FROM (" + visible(ids, caller, filter, ExecutionListStore::newestOfBranch)
                + " ORDER BY listed DESC LIMIT :limit OFFSET :offset) AS page"
                + " JOIN executions ON executions.id = page.listed ORDER BY page.listed DESC";
    }

    /** The query for the number of rows. */
    static String counting(Caller caller, ExecutionFilter filter) {
        String ids = "SELECT id FROM executions WHERE id > 0" + criteria(filter);
        return "SELECT COUNT(*) FROM (" + visible(ids, caller, filter, UnaryOperator.identity()) + ") AS found";
    }

    private static String visible(String ids, Caller caller, ExecutionFilter filter, UnaryOperator<String> branch) {
        return caller.seesEverything()
                ? ids
                : branches(filter).map(ids::concat).map(branch).collect(Collectors.joining(" UNION ALL "));
    }

    /** A page needs no more of each branch than it has in all; MySQL would read the branches to their ends to merge them. */
    private static String newestOfBranch(String ids) {
        return "SELECT listed FROM (" + ids + " ORDER BY id DESC LIMIT :all) AS branch";
    }

    /** No execution is in two of them. */
    private static Stream<String> branches(ExecutionFilter filter) {
        boolean narrow = filter.workflow() != null || filter.status() != null;
        List<String> parts = narrow ? List.of("") : EACH_STATUS;
        return Stream.of(" AND audience = :user", " AND audience = :everybody")
                .flatMap(audience -> parts.stream().map(audience::concat));
    }

    /** Of a workflow and a status, the workflow is what an index is chosen by: {@code +} keeps the status out of that. */
    private static String criteria(ExecutionFilter filter) {
        String status = filter.workflow() == null ? " AND status = :status" : " AND +status = :status";
        return (filter.workflow() == null ? "" : " AND workflow = :workflow")
                + (filter.status() == null ? "" : status)
                + (filter.since() == null ? "" : " AND id >= :since")
                + (filter.until() == null ? "" : " AND id < :until");
    }

    static Query bind(Query query, Caller caller, ExecutionFilter filter) {
        if (!caller.seesEverything()) {
            query.bind("user", caller.userId()).bind("everybody", Ownership.EVERYBODY);
        }
        if (filter.workflow() != null) {
            query.bind("workflow", filter.workflow());
        }
        if (filter.status() != null) {
            query.bind("status", filter.status().wire());
        }
        if (filter.since() != null) {
            query.bind("since", Ids.lowestAt(filter.since()));
        }
        if (filter.until() != null) {
            query.bind("until", Ids.lowestAt(filter.until()));
        }
        return query;
    }
}
