package dev.millrace.workflow;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.millrace.http.PageRequest;
import dev.millrace.http.ProblemException;
import dev.millrace.store.Database;
import dev.millrace.store.Ids;
import dev.millrace.store.Transaction;
import dev.millrace.store.Write;
import dev.millrace.workflow.WorkflowStore.Filter;
import dev.millrace.workflow.WorkflowStore.Kind;
import dev.millrace.workflow.WorkflowStore.RevisionRow;
import dev.millrace.workflow.WorkflowStore.WorkflowRow;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
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

    private static final String ACTIVE = "active";
    private static final int MOST_KEPT = 10_000;

    private final Database database;
    private final WorkflowStore store;
    private final Definitions definitions;
    private final Ids ids;
    private final Clock clock;

    /**
     * What a workflow runs at present, by its id in lower case; dropped when a change to it is on disk. A look-up that
     * is under way then is waited for and dropped too, so nothing older than the change is ever kept.
     */
    private final Cache<String, Newest> newest =
            Caffeine.newBuilder().maximumSize(MOST_KEPT).build();

    Workflows(Database database, WorkflowStore store, Definitions definitions, Ids ids, Clock clock) {
        this.database = database;
        this.store = store;
        this.definitions = definitions;
        this.ids = ids;
        this.clock = clock;
    }

    private record Newest(WorkflowRow row, Definition definition) {}

    /** What became of an upload. */
    record Saved(WorkflowRow row, boolean created) {}

    /** What is said of a workflow; null says nothing. */
    record Description(
            @Nullable String name,
            @Nullable String englishName,
            @Nullable String description,
            @Nullable String version,
            @Nullable String status,
            @Nullable List<String> tags,
            @Nullable Object parameters) {

        /** What a document says of its workflow. */
        static Description of(Workflow workflow) {
            Workflow.About about = workflow.about();
            return new Description(
                    workflow.name(),
                    null,
                    about.description().isEmpty() ? null : about.description(),
                    about.version().isEmpty() ? null : about.version(),
                    null,
                    about.tags(),
                    null);
        }

        /** This, and where it says nothing, the other. */
        Description or(Description other) {
            return new Description(
                    name != null ? name : other.name,
                    englishName != null ? englishName : other.englishName,
                    description != null ? description : other.description,
                    version != null ? version : other.version,
                    status != null ? status : other.status,
                    tags != null ? tags : other.tags,
                    parameters != null ? parameters : other.parameters);
        }

        static Description of(WorkflowRow row) {
            return new Description(
                    row.name(),
                    row.englishName(),
                    row.description(),
                    row.version(),
                    row.status(),
                    row.tags(),
                    row.parameters());
        }
    }

    /**
     * Stores a new workflow under the name in its document.
     *
     * @param keep what to write in the same transaction, made from the row
     * @throws ProblemException 422 when the document is not valid, 409 when the name is taken
     */
    WorkflowRow create(String source, Function<WorkflowRow, Write<?>> keep) {
        Workflow workflow = parse(source);
        String id = requireId(workflow.name(), "/name");
        WorkflowRow row = newRow(id, Kind.LOCAL, Description.of(workflow));
        Write<?> kept = keep.apply(row);
        return change(id, tx -> {
            if (WorkflowStore.find(tx, id) != null) {
                throw ProblemException.conflict(
                        "workflow-exists",
                        "A workflow of this name exists",
                        "There is a workflow `%s` already; use PUT /v1/workflows/%s to change it.".formatted(id, id));
            }
            kept.run(tx);
            WorkflowStore.insert(tx, row);
            WorkflowStore.insert(tx, newRevision(row, source));
            return row;
        });
    }

    /**
     * Stores a workflow under an id. A definition that differs from the newest one becomes a new revision.
     *
     * @param precondition what the present row must satisfy; gets null when there is none
     */
    Saved put(String workflowId, String source, Predicate<@Nullable WorkflowRow> precondition) {
        String id = requireId(workflowId, "");
        Description description = Description.of(parse(source));
        return change(id, tx -> {
            WorkflowRow present = WorkflowStore.find(tx, id);
            requireMatch(precondition, present);
            return save(tx, id, Kind.LOCAL, description, present, source);
        });
    }

    /**
     * Stores a workflow, or what is said of one.
     *
     * @param source null leaves the definition as it is; a new workflow without one is run by a robot
     */
    Saved upsert(String workflowId, Description description, @Nullable String source, Function<Saved, Write<?>> keep) {
        String id = requireId(workflowId, "/project_id");
        Description complete = source == null ? description : description.or(Description.of(parse(source)));
        return change(id, tx -> {
            WorkflowRow present = WorkflowStore.find(tx, id);
            Kind kind = source != null ? Kind.LOCAL : present == null ? Kind.REMOTE : present.kind();
            Saved saved = save(tx, id, kind, complete, present, source);
            keep.apply(saved).run(tx);
            return saved;
        });
    }

    private Saved save(
            Transaction tx,
            String id,
            Kind kind,
            Description description,
            @Nullable WorkflowRow present,
            @Nullable String source)
            throws SQLException {
        if (present == null) {
            WorkflowRow row = newRow(id, kind, description);
            WorkflowStore.insert(tx, row);
            WorkflowStore.insert(tx, newRevision(row, source));
            return new Saved(row, true);
        }
        boolean sameDefinition =
                source == null || digest(source).equals(WorkflowStore.digest(tx, present.id(), present.revision()));
        WorkflowRow row = changed(present, kind, description, sameDefinition);
        if (row.equals(present)) {
            return new Saved(present, false);
        }
        WorkflowRow stamped = stamped(row, Math.max(clock.millis(), present.updatedAt() + 1));
        WorkflowStore.update(tx, stamped);
        if (!sameDefinition) {
            WorkflowStore.insert(tx, newRevision(stamped, source));
        }
        return new Saved(stamped, false);
    }

    /** Deletes a workflow; its executions stay. */
    void delete(String workflowId, Predicate<@Nullable WorkflowRow> precondition) {
        change(workflowId, tx -> {
            WorkflowRow present = WorkflowStore.find(tx, workflowId);
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

    /** A revision of a workflow. Throws a 404 when there is none of this number. */
    RevisionRow revision(WorkflowRow row, int number) {
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
     * @throws ProblemException 404 when there is no such workflow or revision, 409 when it is inactive
     */
    public Definition runnable(String workflowId, @Nullable Integer revision) {
        Newest present = newest.get(workflowId.toLowerCase(Locale.ROOT), this::loadNewest);
        WorkflowRow row = present.row();
        if (!row.status().equals(ACTIVE)) {
            throw ProblemException.conflict(
                    "workflow-inactive",
                    "The workflow is inactive",
                    "Workflow `%s` is %s and takes no runs; set its status to active first."
                            .formatted(row.workflowId(), row.status()));
        }
        return revision == null ? present.definition() : definition(row, revision);
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
        return new Newest(row, definition(row, row.revision()));
    }

    private Definition definition(WorkflowRow row, int revision) {
        Definition definition = definitions.get(revision(row, revision).id());
        return new Definition(definition.id(), row.workflowId(), revision, definition.workflow());
    }

    /** Makes a change to a workflow, after which nobody runs what was there before. */
    private <T> T change(String workflowId, Write<T> write) {
        T result = database.writer().write(write);
        newest.invalidate(workflowId.toLowerCase(Locale.ROOT));
        return result;
    }

    /** The id of a workflow as it is written, whatever the case it is asked with. Throws a 404 when there is none. */
    public String requireExisting(String workflowId) {
        return get(workflowId).workflowId();
    }

    /** Reads a document; all that is wrong with it is in the problem. */
    static Workflow parse(String source) {
        return switch (WorkflowReader.read(source)) {
            case Reading.Accepted accepted -> accepted.workflow();
            case Reading.Refused refused ->
                throw ProblemException.invalid(
                        "invalid-workflow",
                        "The workflow is not valid",
                        refused.errors().getFirst().message()
                                + (refused.errors().size() > 1
                                        ? " (and %d more)"
                                                .formatted(refused.errors().size() - 1)
                                        : ""),
                        WorkflowJson.items(refused.errors()));
        };
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
        if (!ID.matcher(id).matches() || RESERVED.contains(id.toLowerCase(Locale.ROOT))) {
            throw ProblemException.invalid(
                    path,
                    "`%s` cannot be a workflow's id: it must be 1 to 100 letters, digits, dots, underscores or hyphens, begin with a letter or digit, and not be %s"
                            .formatted(id, String.join(" or ", RESERVED)));
        }
        return id;
    }

    private WorkflowRow newRow(String id, Kind kind, Description said) {
        long now = clock.millis();
        return new WorkflowRow(
                ids.next(),
                id,
                kind,
                Objects.requireNonNullElse(said.status(), ACTIVE),
                Objects.requireNonNullElse(said.name(), id),
                said.englishName(),
                said.description(),
                said.version(),
                Objects.requireNonNullElse(said.tags(), List.of()),
                said.parameters(),
                1,
                now,
                now);
    }

    private static WorkflowRow changed(WorkflowRow present, Kind kind, Description said, boolean sameDefinition) {
        Description all = said.or(Description.of(present));
        return new WorkflowRow(
                present.id(),
                present.workflowId(),
                kind,
                Objects.requireNonNull(all.status()),
                Objects.requireNonNull(all.name()),
                all.englishName(),
                all.description(),
                all.version(),
                Objects.requireNonNull(all.tags()),
                all.parameters(),
                sameDefinition ? present.revision() : present.revision() + 1,
                present.createdAt(),
                present.updatedAt());
    }

    private static WorkflowRow stamped(WorkflowRow row, long updatedAt) {
        return new WorkflowRow(
                row.id(),
                row.workflowId(),
                row.kind(),
                row.status(),
                row.name(),
                row.englishName(),
                row.description(),
                row.version(),
                row.tags(),
                row.parameters(),
                row.revision(),
                row.createdAt(),
                updatedAt);
    }

    private RevisionRow newRevision(WorkflowRow row, @Nullable String source) {
        return new RevisionRow(
                ids.next(),
                row.id(),
                row.workflowId(),
                row.revision(),
                source,
                source == null ? "" : digest(source),
                row.updatedAt());
    }

    private static String digest(String source) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(source.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
