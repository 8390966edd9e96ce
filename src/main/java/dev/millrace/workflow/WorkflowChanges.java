package dev.millrace.workflow;

import dev.millrace.access.Caller;
import dev.millrace.http.ETags;
import dev.millrace.http.ProblemException;
import dev.millrace.store.Transaction;
import dev.millrace.store.Write;
import dev.millrace.workflow.IncomingDocuments.Upload;
import dev.millrace.workflow.WorkflowStore.Kind;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What callers do to stored workflows: upload them, change them, delete them. A workflow is changed by its owner, and one
 * that comes from a file only there. Thread-safe.
 */
@Singleton
final class WorkflowChanges {
    private final Workflows workflows;
    private final WorkflowRows rows;
    private final IncomingDocuments documents;

    WorkflowChanges(Workflows workflows, WorkflowRows rows, IncomingDocuments documents) {
        this.workflows = workflows;
        this.rows = rows;
        this.documents = documents;
    }

    /** What became of an upload, and what looks wrong with it. */
    record Saved(WorkflowRow row, boolean created, List<Problem> warnings) {}

    /**
     * Stores a new workflow under the name in its document.
     *
     * @param keep what to write in the same transaction
     * @throws ProblemException 422 when the document is not valid, 409 when the name is taken
     */
    Saved create(Caller by, String source, Function<Saved, Write<?>> keep) {
        Upload upload = documents.upload(by, source, Optional.empty());
        String id = WorkflowId.require(upload.workflow().name(), "/name");
        return workflows.change(id, tx -> {
            if (present(tx, id) != null) {
                throw taken(id);
            }
            Saved saved = new Saved(insert(tx, by, id, upload), true, upload.warnings());
            keep.apply(saved).run(tx);
            return saved;
        });
    }

    /**
     * Stores a workflow under an id. A definition that differs from the newest one becomes a new revision. One that
     * comes from a file can only be put as it is.
     *
     * @param precondition what the present row must satisfy; gets null when there is none
     * @throws ProblemException 404 when the id is taken by a workflow that the caller does not see, 403 when by one that
     *     the caller may only run
     */
    Saved put(Caller by, String workflowId, String source, Predicate<@Nullable WorkflowRow> precondition) {
        String id = WorkflowId.require(workflowId, "");
        Upload upload = documents.upload(by, source, Optional.of(id));
        return workflows.change(id, tx -> {
            WorkflowRow same = fromSameFile(tx, id, source);
            if (same != null) {
                requireMatch(precondition, same);
                return new Saved(same, false, upload.warnings());
            }
            WorkflowRow present = present(tx, id);
            if (present != null) {
                requireChangeable(by, id, present);
            }
            requireMatch(precondition, present);
            WorkflowRow row = present == null
                    ? insert(tx, by, id, upload)
                    : update(tx, present, Kind.LOCAL, Description.of(upload.workflow()), upload.content());
            return new Saved(row, present == null, upload.warnings());
        });
    }

    /**
     * Stores a workflow, or what is said of one.
     *
     * @param source null leaves the definition as it is; a new workflow without one is run by a robot
     * @throws ProblemException 409 when the id is taken by a workflow that the caller does not see, 403 when by one that
     *     the caller may only run
     */
    Saved upsert(
            Caller by, String workflowId, Description said, @Nullable String source, Function<Saved, Write<?>> keep) {
        String id = WorkflowId.require(workflowId, "/project_id");
        Upload upload = source == null ? null : documents.upload(by, source, Optional.of(id));
        Description description = upload == null ? said : said.or(Description.of(upload.workflow()));
        Content content = upload == null ? null : upload.content();
        return workflows.change(id, tx -> {
            WorkflowRow present = present(tx, id);
            if (present != null) {
                if (!present.ownership().isVisibleTo(by)) {
                    throw taken(id);
                }
                requireChangeable(by, id, present);
            }
            Kind kind = content != null ? Kind.LOCAL : present == null ? Kind.REMOTE : present.kind();
            Content first = content == null ? Content.REMOTE : content;
            WorkflowRow row = present == null
                    ? rows.insert(tx, id, kind, description, first, Origin.upload(by.userId()))
                    : update(tx, present, kind, description, content);
            Saved saved = new Saved(row, present == null, upload == null ? List.of() : upload.warnings());
            keep.apply(saved).run(tx);
            return saved;
        });
    }

    /** Deletes a workflow; its executions stay. Throws what {@link #put} throws, and a 404 when there is none. */
    void delete(Caller by, String workflowId, Predicate<@Nullable WorkflowRow> precondition) {
        workflows.change(workflowId, tx -> {
            WorkflowRow present = present(tx, workflowId);
            if (present == null) {
                throw ProblemException.notFound("workflow", workflowId);
            }
            requireChangeable(by, workflowId, present);
            requireMatch(precondition, present);
            WorkflowStore.delete(tx, present.id());
            return present;
        });
    }

    private WorkflowRow insert(Transaction tx, Caller by, String id, Upload upload) throws SQLException {
        Origin origin = Origin.upload(by.userId());
        return rows.insert(tx, id, Kind.LOCAL, Description.of(upload.workflow()), upload.content(), origin);
    }

    private WorkflowRow update(
            Transaction tx, WorkflowRow present, Kind kind, Description said, @Nullable Content content)
            throws SQLException {
        return rows.update(tx, present, kind, said.or(Description.of(present)), content, present.origin());
    }

    /** The workflow of a file that says the same, so that there is nothing to change; null when there is none. */
    private static @Nullable WorkflowRow fromSameFile(Transaction tx, String id, String source) throws SQLException {
        WorkflowRow row = WorkflowStore.find(tx, id);
        if (row == null
                || row.archived()
                || row.origin().file() == null
                || !row.origin().errors().isEmpty()) {
            return null;
        }
        Content content = WorkflowStore.content(tx, row.id(), row.revision());
        return content != null && source.equals(content.source()) ? row : null;
    }

    /**
     * The workflow that is there for a caller to change; one whose file is gone makes way. Throws a 409 when it comes
     * from a file.
     */
    private static @Nullable WorkflowRow present(Transaction tx, String id) throws SQLException {
        WorkflowRow present = WorkflowStore.find(tx, id);
        if (present == null) {
            return null;
        }
        if (present.archived()) {
            WorkflowStore.delete(tx, present.id());
            return null;
        }
        String file = present.origin().file();
        if (file != null) {
            throw ProblemException.conflict(
                            "workflow-from-file",
                            "The workflow comes from a file",
                            "Workflow `%s` comes from the file `%s` in the server's folder of workflows, which is where to change or delete it."
                                    .formatted(present.workflowId(), file))
                    .with(Map.of("file", file));
        }
        return present;
    }

    /** Whoever has it, and whether or not the caller sees it: ids are common to all. */
    private static ProblemException taken(String id) {
        return ProblemException.conflict(
                "workflow-exists",
                "A workflow of this name exists",
                "There is a workflow `%s` already; choose another name, or use PUT /v1/workflows/%s to change it if it is yours."
                        .formatted(id, id));
    }

    /** Throws a 404 when the caller does not see the workflow, a 403 when the caller may only run it. */
    private static void requireChangeable(Caller by, String id, WorkflowRow row) {
        if (!row.ownership().isVisibleTo(by)) {
            throw ProblemException.notFound("workflow", id);
        }
        if (!row.ownership().isChangeableBy(by)) {
            throw ProblemException.of(
                    403,
                    "not-owner",
                    "The workflow belongs to somebody else",
                    "Workflow `%s` is shared: you can read and run it, but only its owner can change or delete it."
                            .formatted(row.workflowId()));
        }
    }

    private static void requireMatch(Predicate<@Nullable WorkflowRow> precondition, @Nullable WorkflowRow present) {
        if (!precondition.test(present)) {
            throw ETags.stale();
        }
    }
}
