package dev.millrace.workflow;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.millrace.access.Caller;
import dev.millrace.access.Ownership;
import dev.millrace.access.Visibility;
import dev.millrace.http.PageRequest;
import dev.millrace.http.ProblemException;
import dev.millrace.live.Hub;
import dev.millrace.store.Database;
import dev.millrace.store.Write;
import dev.millrace.workflow.WorkflowJson.WorkflowInfo;
import dev.millrace.workflow.WorkflowStore.Filter;
import dev.millrace.workflow.WorkflowStore.RevisionRow;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The stored workflows, as they are found, listed and run: each has revisions, the newest of which runs. To a caller who
 * does not see a workflow it is not there; only its id is taken. Thread-safe.
 */
@Singleton
public final class Workflows {
    private static final int MOST_KEPT = 10_000;
    private static final Duration LONGEST_OUTDATED = Duration.ofSeconds(1);

    private final Database database;
    private final WorkflowStore store;
    private final Definitions definitions;
    private final Hub hub;

    /**
     * What a workflow runs at present, by its id in lower case; dropped when a change to it is on disk. A look-up that
     * is under way then is waited for and dropped too, so nothing older than the change is ever kept. What another server
     * has changed is seen when the entry is old.
     */
    private final Cache<String, Newest> newest = Caffeine.newBuilder()
            .maximumSize(MOST_KEPT)
            .expireAfterWrite(LONGEST_OUTDATED)
            .build();

    Workflows(Database database, WorkflowStore store, Definitions definitions, Hub hub) {
        this.database = database;
        this.store = store;
        this.definitions = definitions;
        this.hub = hub;
    }

    /** The definition is empty while the workflow's file is not valid. */
    private record Newest(WorkflowRow row, Optional<Definition> definition) {}

    /** The workflow of this id, if the caller sees it. */
    Optional<WorkflowRow> find(Caller by, String workflowId) {
        return store.find(workflowId).filter(row -> row.ownership().isVisibleTo(by));
    }

    /** The workflow of this id. Throws a 404 when there is none that the caller sees. */
    WorkflowRow get(Caller by, String workflowId) {
        return find(by, workflowId).orElseThrow(() -> ProblemException.notFound("workflow", workflowId));
    }

    /** A workflow as the API shows it by itself: with what its definition declares. */
    WorkflowInfo info(WorkflowRow row) {
        Workflow definition =
                row.revision() == 0 ? null : newest(row).workflow().orElse(null);
        return WorkflowInfo.of(row, definition);
    }

    /**
     * The id of a workflow as it is written, whatever the case it is asked with. Throws a 404 when there is none that the
     * caller sees.
     */
    public String requireExisting(Caller by, String workflowId) {
        return get(by, workflowId).workflowId();
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
     * A definition of a workflow, whether it takes runs or not.
     *
     * @param revision a revision's number, or null for the newest
     * @throws ProblemException 404 when there is no such workflow that the caller sees, or no such revision
     */
    public Definition definition(Caller by, String workflowId, @Nullable Integer revision) {
        WorkflowRow row = get(by, workflowId);
        return definition(row, revision == null ? row.revision() : revision);
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
        WorkflowRow row = present.row();
        if (!isVisible.test(row.ownership())) {
            throw ProblemException.notFound("workflow", workflowId);
        }
        if (!row.status().equals(WorkflowRows.ACTIVE)) {
            throw ProblemException.conflict(
                    "workflow-inactive",
                    "The workflow is inactive",
                    "Workflow `%s` is %s and takes no runs; set its status to active first."
                            .formatted(row.workflowId(), row.status()));
        }
        Definition definition = revision == null
                ? present.definition().orElseThrow(() -> InvalidWorkflow.inFile(row))
                : definition(row, revision);
        return new Startable(definition, row.visibility());
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

    /** Makes a change to a workflow, after which nobody runs what was there before, and whoever watches is told. */
    <T> T change(String workflowId, Write<T> write) {
        boolean watched = hub.isWatched(WorkflowChange.TOPIC);
        Optional<WorkflowRow> before = watched ? store.find(workflowId) : Optional.empty();
        T result = database.writer().write(write);
        newest.invalidate(workflowId.toLowerCase(Locale.ROOT));
        if (watched) {
            WorkflowChange.between(before, store.find(workflowId)).ifPresent(change -> change.announce(hub));
        }
        return result;
    }
}
