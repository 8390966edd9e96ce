package dev.millrace.workflow;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.millrace.access.Caller;
import dev.millrace.access.Ownership;
import dev.millrace.access.Visibility;
import dev.millrace.http.PageRequest;
import dev.millrace.http.ProblemException;
import dev.millrace.secret.Secrets;
import dev.millrace.store.Database;
import dev.millrace.store.Transaction;
import dev.millrace.store.Write;
import dev.millrace.workflow.WorkflowStore.Filter;
import dev.millrace.workflow.WorkflowStore.Kind;
import dev.millrace.workflow.WorkflowStore.RevisionRow;
import dev.millrace.workflow.WorkflowStore.WorkflowRow;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The stored workflows: uploads become revisions, the newest of which runs. To a caller who does not see a workflow it is
 * not there; only its id is taken. Thread-safe.
 */
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
    private final Secrets secrets;
    private final MachineAccess machine;

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
            StepTemplates templates,
            Secrets secrets,
            MachineAccess machine) {
        this.database = database;
        this.store = store;
        this.definitions = definitions;
        this.rows = rows;
        this.templates = templates;
        this.secrets = secrets;
        this.machine = machine;
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
    Saved create(Caller by, String source, Function<Saved, Write<?>> keep) {
        Upload upload = parse(by, source, Optional.empty());
        String id = requireId(upload.workflow().name(), "/name");
        return change(id, tx -> {
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
        String id = requireId(workflowId, "");
        Upload upload = parse(by, source, Optional.of(id));
        return change(id, tx -> {
            WorkflowRow same = fromSameFile(tx, id, source);
            WorkflowRow present = same == null ? present(tx, id) : same;
            if (present != null && same == null) {
                requireChangeable(by, id, present);
            }
            requireMatch(precondition, present);
            if (same != null) {
                return new Saved(same, false, upload.warnings());
            }
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
        String id = requireId(workflowId, "/project_id");
        Upload upload = source == null ? null : parse(by, source, Optional.of(id));
        Description description = upload == null ? said : said.or(Description.of(upload.workflow()));
        Content content = upload == null ? null : upload.content();
        return change(id, tx -> {
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

    private WorkflowRow insert(Transaction tx, Caller by, String id, Upload upload) throws SQLException {
        Origin origin = Origin.upload(by.userId());
        return rows.insert(tx, id, Kind.LOCAL, Description.of(upload.workflow()), upload.content(), origin);
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

    /** Deletes a workflow; its executions stay. Throws what {@link #put} throws, and a 404 when there is none. */
    void delete(Caller by, String workflowId, Predicate<@Nullable WorkflowRow> precondition) {
        change(workflowId, tx -> {
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

    /** The workflow of this id. Throws a 404 when there is none that the caller sees. */
    WorkflowRow get(Caller by, String workflowId) {
        return store.find(workflowId)
                .filter(row -> row.ownership().isVisibleTo(by))
                .orElseThrow(() -> ProblemException.notFound("workflow", workflowId));
    }

    /** The workflows that the caller sees, newest first and one more than the page has when there are more. */
    List<WorkflowRow> list(Caller by, Filter filter, PageRequest page) {
        return store.list(by, filter, page.before(), page.offset(), page.limit() + 1);
    }

    /** How many there are that the caller sees. */
    long count(Caller by, Filter filter) {
        return store.count(by, filter);
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
     * A workflow that takes runs.
     *
     * @param definition what runs
     * @param visibility of the executions that begin now
     */
    public record Startable(Definition definition, Visibility visibility) {}

    /**
     * What runs when a caller starts this workflow.
     *
     * @param revision a revision's number, or null for the newest
     * @throws ProblemException 404 when there is no such workflow that the caller sees, or no such revision, 409 when it is
     *     inactive, 422 when the newest is wanted and the workflow's file is not valid as it is now
     */
    public Startable runnable(Caller by, String workflowId, @Nullable Integer revision) {
        return runnable(workflowId, revision, ownership -> ownership.isVisibleTo(by));
    }

    /**
     * What runs when another workflow calls this one.
     *
     * @param users by whose right it is called: one of them has to see it
     * @throws ProblemException as when a caller starts it
     */
    public Startable callable(Collection<String> users, String workflowId) {
        return runnable(workflowId, null, ownership -> users.stream().anyMatch(ownership::isVisibleTo));
    }

    private Startable runnable(String workflowId, @Nullable Integer revision, Predicate<Ownership> isVisible) {
        Newest present = newest.get(workflowId.toLowerCase(Locale.ROOT), _ -> loadNewest(workflowId));
        if (!isVisible.test(present.row().ownership())) {
            throw ProblemException.notFound("workflow", workflowId);
        }
        WorkflowRow row = present.row();
        if (!row.status().equals(WorkflowRows.ACTIVE)) {
            throw ProblemException.conflict(
                    "workflow-inactive",
                    "The workflow is inactive",
                    "Workflow `%s` is %s and takes no runs; set its status to active first."
                            .formatted(row.workflowId(), row.status()));
        }
        Definition definition =
                revision == null ? present.definition().orElseThrow(() -> invalid(row)) : definition(row, revision);
        return new Startable(definition, row.visibility());
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
     * @throws ProblemException 404 when there is no such workflow that the caller sees, or no such revision
     */
    public Definition definition(Caller by, String workflowId, @Nullable Integer revision) {
        WorkflowRow row = get(by, workflowId);
        return definition(row, revision == null ? row.revision() : revision);
    }

    private Newest loadNewest(String workflowId) {
        WorkflowRow row = store.find(workflowId).orElseThrow(() -> ProblemException.notFound("workflow", workflowId));
        boolean valid = row.origin().errors().isEmpty();
        return new Newest(row, valid ? Optional.of(newest(row)) : Optional.empty());
    }

    private Definition definition(WorkflowRow row, int revision) {
        Definition definition = definitions.get(revision(row, revision).id());
        return new Definition(
                definition.id(),
                row.workflowId(),
                revision,
                definition.owner(),
                definition.workflow(),
                definition.folder());
    }

    /** Makes a change to a workflow, after which nobody runs what was there before. */
    <T> T change(String workflowId, Write<T> write) {
        T result = database.writer().write(write);
        newest.invalidate(workflowId.toLowerCase(Locale.ROOT));
        return result;
    }

    /**
     * The id of a workflow as it is written, whatever the case it is asked with. Throws a 404 when there is none that the
     * caller sees.
     */
    public String requireExisting(Caller by, String workflowId) {
        return get(by, workflowId).workflowId();
    }

    /**
     * Reads a document among the step templates that are there and the workflows that the caller sees, under the settings
     * that hold.
     *
     * @param id under which it is to be stored; empty for the name in the document, when it is not known which secrets it
     *     will be granted
     */
    Reading read(Caller by, String source, Optional<String> id) {
        return read(source, id, ownership -> ownership.isVisibleTo(by), name -> id.isEmpty() || isGranted(name, id));
    }

    /** Reads the document of a file, which is nobody's, among what everybody sees. */
    Reading readFile(String id, String source) {
        Optional<String> stored = Optional.of(id);
        return read(
                source,
                stored,
                ownership -> ownership.isVisibleTo(Ownership.EVERYBODY),
                name -> isGranted(name, stored));
    }

    private Reading read(
            String source, Optional<String> id, Predicate<Ownership> isVisible, Predicate<String> isGranted) {
        return machine.settle(WorkflowReader.read(
                source, new Surroundings(id, templates, called -> calls(called, isVisible), isGranted)));
    }

    private boolean isGranted(String secret, Optional<String> id) {
        return id.filter(workflow -> secrets.grantedTo(workflow).contains(secret))
                .isPresent();
    }

    private List<String> calls(String workflowId, Predicate<Ownership> isVisible) {
        return store.find(workflowId)
                .filter(row -> isVisible.test(row.ownership()))
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

    /**
     * Reads a document that somebody uploads, to be stored.
     *
     * @throws ProblemException 422 with all that is wrong with it, 403 when the caller may not have such a workflow run
     */
    private Upload parse(Caller by, String source, Optional<String> id) {
        return switch (read(source, id, ownership -> ownership.isVisibleTo(by), name -> isGranted(name, id))) {
            case Reading.Accepted accepted -> {
                machine.requireScope(accepted.machine());
                yield new Upload(
                        accepted.workflow(), new Content(source, accepted.templates(), null), accepted.warnings());
            }
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
            throw dev.millrace.http.ETags.stale();
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
