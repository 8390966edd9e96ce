package dev.millrace.workflow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.access.Caller;
import dev.millrace.access.Ownership;
import dev.millrace.access.Visibility;
import dev.millrace.http.Problem;
import dev.millrace.http.ProblemException;
import dev.millrace.store.Database;
import dev.millrace.store.Transaction;
import jakarta.inject.Singleton;
import java.io.UncheckedIOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** The rows of workflows and their revisions. */
@Singleton
final class WorkflowStore {
    private static final ObjectMapper JSON = JsonMapper.builder().build();
    private static final TypeReference<List<String>> TAGS = new TypeReference<>() {};
    private static final TypeReference<List<Problem.Item>> ERRORS = new TypeReference<>() {};
    private static final TypeReference<Map<String, String>> TEMPLATES = new TypeReference<>() {};

    private static final String COLUMNS = """
            id, workflow_id, kind, status, name, english_name, description, version, tags, parameters, revision,
            created_at, updated_at, file, ignored_file, errors, archived, owner, visibility
            """;

    private static final String REVISION = """
            SELECT revisions.id, revisions.workflow, COALESCE(workflows.workflow_id, '') AS workflow_id,
                revisions.revision, source, digest, templates, folder, revisions.owner, revisions.created_at
            FROM revisions LEFT JOIN workflows ON workflows.id = revisions.workflow
            """;

    private static final RowMapper<WorkflowRow> WORKFLOW_ROW = (results, _) -> workflow(results);
    private static final RowMapper<RevisionRow> REVISION_ROW = (results, _) -> revision(results);

    private final Jdbi reads;

    WorkflowStore(Database database) {
        this.reads = database.reads();
    }

    /** Who runs a workflow: this server, or a robot. */
    enum Kind {
        LOCAL,
        REMOTE;

        String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * One definition of a workflow.
     *
     * @param workflow the id of the workflow's row
     * @param workflowId empty when the workflow was deleted
     * @param digest of the source
     * @param owner the workflow's; null when it comes from a file
     */
    record RevisionRow(
            long id,
            long workflow,
            String workflowId,
            int revision,
            Content content,
            String digest,
            @Nullable String owner,
            long createdAt) {
        /** The document as it came. Throws a 406 where a robot has it. */
        String requireSource() {
            String source = content.source();
            if (source == null) {
                throw ProblemException.of(
                        406,
                        "no-definition",
                        "The workflow has no definition here",
                        "A robot runs this workflow; its definition is not on this server.");
            }
            return source;
        }
    }

    /** Which workflows to list. Null leaves a criterion out. */
    record Filter(
            @Nullable String text,
            @Nullable String tag,
            @Nullable String status,
            @Nullable String kind) {}

    Optional<WorkflowRow> find(String workflowId) {
        return reads.withHandle(handle -> handle.createQuery(
                        "SELECT " + COLUMNS + " FROM workflows WHERE workflow_id = :id AND archived = 0")
                .bind("id", workflowId)
                .map(WORKFLOW_ROW)
                .findOne());
    }

    /** The newest workflows that the caller sees, fit the filter and are older than {@code before}. */
    List<WorkflowRow> list(Caller caller, Filter filter, long before, int offset, int limit) {
        String select = "SELECT " + COLUMNS + " FROM workflows WHERE id < :before AND archived = 0" + criteria(filter);
        String visible = caller.seesEverything()
                ? select
                : select + " AND audience = :user UNION ALL " + select + " AND audience = :everybody";
        String sql = visible + " ORDER BY id DESC LIMIT :limit OFFSET :offset";
        return reads.withHandle(handle -> bind(handle.createQuery(sql), caller, filter)
                .bind("before", before)
                .bind("limit", limit)
                .bind("offset", offset)
                .map(WORKFLOW_ROW)
                .list());
    }

    long count(Caller caller, Filter filter) {
        String sql = "SELECT COUNT(*) FROM workflows WHERE archived = 0" + criteria(filter)
                + (caller.seesEverything() ? "" : " AND audience IN (:user, :everybody)");
        return reads.withHandle(handle ->
                bind(handle.createQuery(sql), caller, filter).mapTo(Long.class).one());
    }

    private static String criteria(Filter filter) {
        String like = " AND (workflow_id LIKE :text ESCAPE '!' OR name LIKE :text ESCAPE '!'"
                + " OR english_name LIKE :text ESCAPE '!' OR description LIKE :text ESCAPE '!')";
        return (filter.text() == null ? "" : like)
                + (filter.tag() == null ? "" : " AND tags LIKE :tag ESCAPE '!'")
                + (filter.status() == null ? "" : " AND status = :status")
                + (filter.kind() == null ? "" : " AND kind = :kind");
    }

    private static Query bind(Query query, Caller caller, Filter filter) {
        if (!caller.seesEverything()) {
            query.bind("user", caller.userId()).bind("everybody", Ownership.EVERYBODY);
        }
        if (filter.text() != null) {
            query.bind("text", "%" + escaped(filter.text()) + "%");
        }
        if (filter.tag() != null) {
            query.bind("tag", "%" + escaped(json(filter.tag())) + "%");
        }
        if (filter.status() != null) {
            query.bind("status", filter.status());
        }
        if (filter.kind() != null) {
            query.bind("kind", filter.kind());
        }
        return query;
    }

    private static String escaped(String text) {
        return text.replace("!", "!!").replace("%", "!%").replace("_", "!_");
    }

    Optional<RevisionRow> revision(long id) {
        return reads.withHandle(handle -> handle.createQuery(REVISION + " WHERE revisions.id = :id")
                .bind("id", id)
                .map(REVISION_ROW)
                .findOne());
    }

    Optional<RevisionRow> revision(long workflow, int number) {
        return reads.withHandle(handle -> handle.createQuery(
                        REVISION + " WHERE revisions.workflow = :workflow AND revisions.revision = :number")
                .bind("workflow", workflow)
                .bind("number", number)
                .map(REVISION_ROW)
                .findOne());
    }

    /** The revisions of a workflow that are older than {@code before}, newest first. */
    List<RevisionRow> revisions(long workflow, long before, int limit) {
        return reads.withHandle(handle -> handle.createQuery(REVISION + """
                         WHERE revisions.workflow = :workflow AND revisions.id < :before
                        ORDER BY revisions.id DESC LIMIT :limit
                        """)
                .bind("workflow", workflow)
                .bind("before", before)
                .bind("limit", limit)
                .map(REVISION_ROW)
                .list());
    }

    /** All workflows that come from files, or have an ignored one, archived ones too. */
    List<WorkflowRow> ofFiles() {
        return reads.withHandle(handle -> handle.createQuery("SELECT " + COLUMNS
                        + " FROM workflows WHERE file IS NOT NULL OR ignored_file IS NOT NULL ORDER BY id")
                .map(WORKFLOW_ROW)
                .list());
    }

    /** The workflow of an id, an archived one too. */
    static @Nullable WorkflowRow find(Transaction tx, String workflowId) throws SQLException {
        return tx.firstLocked(
                "SELECT " + COLUMNS + " FROM workflows WHERE workflow_id = ?", WorkflowStore::workflow, workflowId);
    }

    static @Nullable Content content(Transaction tx, long workflow, int revision) throws SQLException {
        return tx.first(
                "SELECT source, templates, folder FROM revisions WHERE workflow = ? AND revision = ?",
                WorkflowStore::content,
                workflow,
                revision);
    }

    static void insert(Transaction tx, WorkflowRow row) throws SQLException {
        tx.update(
                "INSERT INTO workflows (" + COLUMNS
                        + ", audience) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                row.id(),
                row.workflowId(),
                row.kind().wire(),
                row.status(),
                row.name(),
                row.englishName(),
                row.description(),
                row.version(),
                json(row.tags()),
                row.parameters() == null ? null : json(row.parameters()),
                row.revision(),
                row.createdAt(),
                row.updatedAt(),
                row.origin().file(),
                row.origin().ignoredFile(),
                json(row.origin().errors()),
                row.archived() ? 1 : 0,
                row.origin().owner(),
                row.visibility().wire(),
                row.ownership().audience());
    }

    static void update(Transaction tx, WorkflowRow row) throws SQLException {
        tx.update(
                """
                UPDATE workflows SET kind = ?, status = ?, name = ?, english_name = ?, description = ?, version = ?,
                    tags = ?, parameters = ?, revision = ?, updated_at = ?, file = ?, ignored_file = ?, errors = ?,
                    archived = ?, visibility = ?, audience = ?
                WHERE id = ?
                """,
                row.kind().wire(),
                row.status(),
                row.name(),
                row.englishName(),
                row.description(),
                row.version(),
                json(row.tags()),
                row.parameters() == null ? null : json(row.parameters()),
                row.revision(),
                row.updatedAt(),
                row.origin().file(),
                row.origin().ignoredFile(),
                json(row.origin().errors()),
                row.archived() ? 1 : 0,
                row.visibility().wire(),
                row.ownership().audience(),
                row.id());
    }

    static void insert(Transaction tx, RevisionRow row) throws SQLException {
        tx.update(
                """
                INSERT INTO revisions (id, workflow, revision, source, digest, templates, folder, owner, created_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                row.id(),
                row.workflow(),
                row.revision(),
                row.content().source(),
                row.digest(),
                json(row.content().templates()),
                row.content().folder(),
                row.owner(),
                row.createdAt());
    }

    static void delete(Transaction tx, long id) throws SQLException {
        tx.update("DELETE FROM workflows WHERE id = ?", id);
    }

    private static WorkflowRow workflow(ResultSet results) throws SQLException {
        String parameters = results.getString("parameters");
        return new WorkflowRow(
                results.getLong("id"),
                results.getString("workflow_id"),
                Kind.valueOf(results.getString("kind").toUpperCase(Locale.ROOT)),
                results.getString("status"),
                Visibility.of(results.getString("visibility")),
                results.getString("name"),
                results.getString("english_name"),
                results.getString("description"),
                results.getString("version"),
                parse(results.getString("tags"), TAGS),
                parameters == null ? null : parse(parameters, new TypeReference<Object>() {}),
                results.getInt("revision"),
                results.getLong("created_at"),
                results.getLong("updated_at"),
                new Origin(
                        results.getString("owner"),
                        results.getString("file"),
                        results.getString("ignored_file"),
                        parse(results.getString("errors"), ERRORS)),
                results.getInt("archived") != 0);
    }

    private static Content content(ResultSet results) throws SQLException {
        return new Content(
                results.getString("source"),
                parse(results.getString("templates"), TEMPLATES),
                results.getString("folder"));
    }

    private static RevisionRow revision(ResultSet results) throws SQLException {
        return new RevisionRow(
                results.getLong("id"),
                results.getLong("workflow"),
                results.getString("workflow_id"),
                results.getInt("revision"),
                content(results),
                results.getString("digest"),
                results.getString("owner"),
                results.getLong("created_at"));
    }

    private static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static <T> T parse(String json, TypeReference<T> type) {
        try {
            return JSON.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
