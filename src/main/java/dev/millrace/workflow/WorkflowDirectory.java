package dev.millrace.workflow;

import dev.millrace.access.Caller;
import dev.millrace.http.Page;
import dev.millrace.http.PageRequest;
import dev.millrace.http.ProblemException;
import dev.millrace.workflow.WorkflowJson.WorkflowInfo;
import dev.millrace.workflow.WorkflowStore.Filter;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The stored workflows for those who show or offer them to callers by other ways than REST. What a caller does not see
 * is not there. Thread-safe.
 */
@Singleton
public final class WorkflowDirectory {
    private final Workflows workflows;

    WorkflowDirectory(Workflows workflows) {
        this.workflows = workflows;
    }

    /**
     * A workflow that takes runs.
     *
     * @param description empty when nobody has said what it is for
     * @param inputs what its definition declares; empty where a robot runs it
     * @param parameters what its maker says of its inputs, as JSON; null when nothing
     */
    public record Offer(
            String id,
            String name,
            Optional<String> englishName,
            String description,
            Map<String, Input> inputs,
            @Nullable Object parameters) {}

    /** The workflows that a caller could run, newest first; a page may have fewer items than its limit. */
    public Page<Offer> offers(Caller by, PageRequest page) {
        Page<WorkflowRow> rows = rows(by, new Filter(null, null, WorkflowRows.ACTIVE, null), page);
        List<Offer> offers = rows.items().stream()
                .filter(WorkflowDirectory::isValid)
                .map(this::offer)
                .toList();
        return new Page<>(offers, rows.nextCursor(), null);
    }

    /** The workflow of this id, if the caller could run it. */
    public Optional<Offer> offer(Caller by, String workflowId) {
        return workflows
                .find(by, workflowId)
                .filter(row -> row.status().equals(WorkflowRows.ACTIVE) && isValid(row))
                .map(this::offer);
    }

    /** The workflows that a caller sees, newest first, as they are listed. A null text or tag takes all. */
    public Page<WorkflowInfo> list(Caller by, @Nullable String text, @Nullable String tag, PageRequest page) {
        Page<WorkflowRow> rows = rows(by, new Filter(text, tag, null, null), page);
        return new Page<>(rows.items().stream().map(WorkflowInfo::of).toList(), rows.nextCursor(), null);
    }

    /** A workflow with what its definition declares. Throws a 404. */
    public WorkflowInfo get(Caller by, String workflowId) {
        return workflows.info(workflows.get(by, workflowId));
    }

    /**
     * The document of a workflow as it was uploaded.
     *
     * @throws ProblemException 404, or 406 when its definition is not on this server
     */
    public String source(Caller by, String workflowId) {
        WorkflowRow row = workflows.get(by, workflowId);
        return workflows.revision(row, row.revision()).requireSource();
    }

    private Page<WorkflowRow> rows(Caller by, Filter filter, PageRequest page) {
        return Page.of(page, workflows.list(by, filter, page), WorkflowRow::id, row -> row, () -> 0);
    }

    private static boolean isValid(WorkflowRow row) {
        return row.revision() > 0 && row.origin().errors().isEmpty();
    }

    private Offer offer(WorkflowRow row) {
        Map<String, Input> inputs =
                workflows.newest(row).workflow().map(Workflow::inputs).orElse(Map.of());
        return new Offer(
                row.workflowId(),
                row.name(),
                Optional.ofNullable(row.englishName()).filter(name -> !name.isBlank()),
                row.description() == null ? "" : row.description().strip(),
                inputs,
                row.parameters());
    }
}
