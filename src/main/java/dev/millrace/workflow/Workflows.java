package dev.millrace.workflow;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.millrace.http.PageRequest;
import dev.millrace.http.ProblemException;
import dev.millrace.store.Database;
import dev.millrace.store.Transaction;
import dev.millrace.store.Write;
import dev.millrace.workflow.WorkflowStore.Filter;
import dev.millrace.workflow.WorkflowStore.Kind;
import dev.millrace.workflow.WorkflowStore.RevisionRow;
import dev.millrace.workflow.WorkflowStore.WorkflowRow;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The stored workflows: uploads become revisions, the newest of which runs. Thread-safe. */
@Singleton
public final class Workflows {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

    /** These would be mistaken for what the API can do. */
    private static final List<String> RESERVED = List.of("upsert", "validate");

    private static final String INVALID = "invalid-workflow";
    private static final String INVALID_TITLE = "The workflow is not valid";
    private static final int MOST_KEPT = 10_000;

    private final Database database;
    private final WorkflowStore store;
    private final Definitions definitions;
    private final WorkflowRows rows;
    private final StepTemplates templates;

    /**
     * What a workflow runs at present, by its id in lower case; dropped when a change to it is on disk. A look-up that
     * is under way then is waited for and dropped too, so nothing older than the change is ever kept.
     */
    private final Cache<String, Newest> newest =
            Caffeine.newBuilder().maximumSize(MOST_KEPT).build();

    Workflows(
            Database database,
            WorkflowStore store,
            Definitions definitions,
            WorkflowRows rows,
            StepTemplates templates) {
        this.database = database;
        this.store = store;
        this.definitions = definitions;
        this.rows = rows;
        this.templates = templates;
    }

    /** The definition is empty while the workflow's file is not valid. */
    private record Newest(WorkflowRow row, Optional<Definition> definition) {}

    /** What became of an upload, and what looks wrong with it. */
    record Saved(WorkflowRow row, boolean created, List<Problem> warnings) {}

    /** A document that is valid. */
    private record Upload(Workflow workflow, Content content, List<Problem> warnings) {}

    /**
     * Stores a new workflow under the name in its document.
     *
     * @param keep what to write in the same transaction
     * @throws ProblemException 422 when the document is not valid, 409 when the name is taken
     */
    Saved create(String source, Function<Saved, Write<?>> keep) {
        Upload upload = parse(source, Optional.empty());
        String id = requireId(upload.workflow().name(), "/name");
        return change(id, tx -> {
            if (present(tx, id) != null) {
                throw ProblemException.conflict(
                        "workflow-exists",
                        "A workflow of this name exists",
                        "There is a workflow `%s` already; use PUT /v1/workflows/%s to change it.".formatted(id, id));
            }
            Saved saved = new Saved(insert(tx, id, upload), true, upload.warnings());
            keep.apply(saved).run(tx);
            return saved;
        });
    }

    /**
     * Stores a workflow under an id. A definition that differs from the newest one becomes a new revision. One that
     * comes from a file can only be put as it is.
     *
     * @param precondition what the present row must satisfy; gets null when there is none
     */
    Saved put(String workflowId, String source, Predicate<@Nullable WorkflowRow> precondition) {
        String id = requireId(workflowId, "");
        Upload upload = parse(source, Optional.of(id));
        return change(id, tx -> {
            WorkflowRow same = fromSameFile(tx, id, source);
            WorkflowRow present = same == null ? present(tx, id) : same;
            requireMatch(precondition, present);
            if (same != null) {
                return new Saved(same, false, upload.warnings());
            }
            WorkflowRow row = present == null
                    ? insert(tx, id, upload)
                    : update(tx, present, Kind.LOCAL, Description.of(upload.workflow()), upload.content());
            return new Saved(row, present == null, upload.warnings());
        });
    }

    /**
     * Stores a workflow, or what is said of one.
     *
     * @param source null leaves the definition as it is; a new workflow without one is run by a robot
     */
    Saved upsert(String workflowId, Description said, @Nullable String source, Function<Saved, Write<?>> keep) {
        String id = requireId(workflowId, "/project_id");
        Upload upload = source == null ? null : parse(source, Optional.of(id));
        Description description = upload == null ? said : said.or(Description.of(upload.workflow()));
        Content content = upload == null ? null : upload.content();
        return change(id, tx -> {
            WorkflowRow present = present(tx, id);
            Kind kind = content != null ? Kind.LOCAL : present == null ? Kind.REMOTE : present.kind();
            Content first = content == null ? Content.REMOTE : content;
            WorkflowRow row = present == null
                    ? rows.insert(tx, id, kind, description, first, Origin.UPLOAD)
                    : update(tx, present, kind, description, content);
            Saved saved = new Saved(row, present == null, upload == null ? List.of() : upload.warnings());
            keep.apply(saved).run(tx);
            return saved;
        });
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

    private WorkflowRow insert(Transaction tx, String id, Upload upload) throws SQLException {
        return rows.insert(tx, id, Kind.LOCAL, Description.of(upload.workflow()), upload.content(), Origin.UPLOAD);
    }

    private WorkflowRow update(
            Transaction tx, WorkflowRow present, Kind kind, Description said, @Nullable Content content)
            throws SQLException {
        return rows.update(tx, present, kind, said.or(Description.of(present)), content, present.origin());
    }

    /**
     * The workflow that is there for an upload to change; one whose file is gone makes way. Throws a 409 when it comes
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

    /** Deletes a workflow; its executions stay. */
    void delete(String workflowId, Predicate<@Nullable WorkflowRow> precondition) {
        change(workflowId, tx -> {
            WorkflowRow present = present(tx, workflowId);
            if (present == null) {
                throw ProblemException.notFound("workflow", workflowId);
            }
            requireMatch(precondition, present);
            WorkflowStore.delete(tx, present.id());
            return present;
        });
    }

    /** The workflow of this id. Throws a 404 when there is none. */
    WorkflowRow get(String workflowId) {
        return store.find(workflowId).orElseThrow(() -> ProblemException.notFound("workflow", workflowId));
    }

    List<WorkflowRow> list(Filter filter, PageRequest page) {
        return store.list(filter, page.before(), page.offset(), page.limit() + 1);
    }

    long count(Filter filter) {
        return store.count(filter);
    }

    /** A revision of a workflow. Throws a 404 when there is none of this number, a 406 when there is none at all yet. */
    RevisionRow revision(WorkflowRow row, int number) {
        if (row.revision() == 0) {
            throw ProblemException.of(
                    406,
                    "no-definition",
                    "The workflow has no definition here",
                    "The file `%s` of this workflow is not valid and never was; see the workflow's errors."
                            .formatted(row.origin().file()));
        }
        return store.revision(row.id(), number)
                .orElseThrow(() -> ProblemException.notFound("revision", row.workflowId() + "/" + number));
    }

    List<RevisionRow> revisions(WorkflowRow row, PageRequest page) {
        return store.revisions(row.id(), page.before(), page.limit() + 1);
    }

    /** The newest definition of a workflow. */
    Definition newest(WorkflowRow row) {
        return definition(row, row.revision());
    }

    /**
     * What runs when somebody starts this workflow.
     *
     * @param revision a revision's number, or null for the newest
     * @throws ProblemException 404 when there is no such workflow or revision, 409 when it is inactive, 422 when the newest
     *     is wanted and the workflow's file is not valid as it is now
     */
    public Definition runnable(String workflowId, @Nullable Integer revision) {
        Newest present = newest.get(workflowId.toLowerCase(Locale.ROOT), this::loadNewest);
        WorkflowRow row = present.row();
        if (!row.status().equals(WorkflowRows.ACTIVE)) {
            throw ProblemException.conflict(
                    "workflow-inactive",
                    "The workflow is inactive",
                    "Workflow `%s` is %s and takes no runs; set its status to active first."
                            .formatted(row.workflowId(), row.status()));
        }
        if (revision != null) {
            return definition(row, revision);
        }
        return present.definition().orElseThrow(() -> invalid(row));
    }

    private static ProblemException invalid(WorkflowRow row) {
        List<dev.millrace.http.Problem.Item> errors = row.origin().errors();
        return ProblemException.invalid(
                INVALID,
                INVALID_TITLE,
                "The file `%s` of workflow `%s` is not valid: %s"
                        .formatted(row.origin().file(), row.workflowId(), summary(errors)),
                errors);
    }

    /**
     * A definition of a workflow, whether it takes runs or not.
     *
     * @param revision a revision's number, or null for the newest
     * @throws ProblemException 404 when there is no such workflow or revision
     */
    public Definition definition(String workflowId, @Nullable Integer revision) {
        WorkflowRow row = get(workflowId);
        return definition(row, revision == null ? row.revision() : revision);
    }

    private Newest loadNewest(String workflowId) {
        WorkflowRow row = get(workflowId);
        boolean valid = row.origin().errors().isEmpty();
        return new Newest(row, valid ? Optional.of(newest(row)) : Optional.empty());
    }

    private Definition definition(WorkflowRow row, int revision) {
        Definition definition = definitions.get(revision(row, revision).id());
        return new Definition(definition.id(), row.workflowId(), revision, definition.workflow(), definition.folder());
    }

    /** Makes a change to a workflow, after which nobody runs what was there before. */
    <T> T change(String workflowId, Write<T> write) {
        T result = database.writer().write(write);
        newest.invalidate(workflowId.toLowerCase(Locale.ROOT));
        return result;
    }

    /** The id of a workflow as it is written, whatever the case it is asked with. Throws a 404 when there is none. */
    public String requireExisting(String workflowId) {
        return get(workflowId).workflowId();
    }

    /**
     * Reads a document among the step templates and workflows that are there.
     *
     * @param id under which it is to be stored; empty for the name in the document
     */
    Reading read(String source, Optional<String> id) {
        return WorkflowReader.read(source, new Surroundings(id, templates, this::calls));
    }

    private List<String> calls(String workflowId) {
        return store.find(workflowId)
                .filter(row -> row.revision() > 0)
                .flatMap(row -> newest(row).workflow())
                .map(Workflows::calls)
                .orElse(List.of());
    }

    private static List<String> calls(Workflow workflow) {
        return workflow.steps().values().stream()
                .filter(Step.CallWorkflow.class::isInstance)
                .map(step -> ((Step.CallWorkflow) step).workflow())
                .toList();
    }

    /** Reads a document; all that is wrong with it is in the problem. */
    private Upload parse(String source, Optional<String> id) {
        return switch (read(source, id)) {
            case Reading.Accepted accepted ->
                new Upload(accepted.workflow(), new Content(source, accepted.templates(), null), accepted.warnings());
            case Reading.Refused refused -> {
                List<dev.millrace.http.Problem.Item> errors = WorkflowJson.items(refused.errors());
                throw ProblemException.invalid(INVALID, INVALID_TITLE, summary(errors), errors);
            }
        };
    }

    private static String summary(List<dev.millrace.http.Problem.Item> errors) {
        String more = errors.size() > 1 ? " (and %d more)".formatted(errors.size() - 1) : "";
        return errors.getFirst().message() + more;
    }

    private static void requireMatch(Predicate<@Nullable WorkflowRow> precondition, @Nullable WorkflowRow present) {
        if (!precondition.test(present)) {
            throw ProblemException.of(
                    412,
                    "precondition-failed",
                    "The workflow has changed",
                    "The workflow is not in the state that If-Match or If-None-Match asks for; GET it and try again.");
        }
    }

    private static String requireId(String id, String path) {
        whyNoId(id).ifPresent(why -> {
            throw ProblemException.invalid(path, why);
        });
        return id;
    }

    /** What is wrong with an id, if anything is. */
    static Optional<String> whyNoId(String id) {
        boolean valid = ID.matcher(id).matches() && !RESERVED.contains(id.toLowerCase(Locale.ROOT));
        return valid
                ? Optional.empty()
                : Optional.of(
                        "`%s` cannot be a workflow's id: it must be 1 to 100 letters, digits, dots, underscores or hyphens, begin with a letter or digit, and not be %s"
                                .formatted(id, String.join(" or ", RESERVED)));
    }
}
