package dev.millrace.workflow;

import dev.millrace.store.Transaction;
import dev.millrace.workflow.WorkflowStore.Kind;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Stores the workflows of a folder's files. What a file says is what runs: while it is not valid nothing does, when it is
 * gone the workflow is, and comes back with it. A workflow that was uploaded is never touched. Thread-safe.
 */
@Singleton
public final class WorkflowFiles {
    private final Workflows workflows;
    private final WorkflowStore store;
    private final WorkflowRows rows;
    private final IncomingDocuments documents;

    WorkflowFiles(Workflows workflows, WorkflowStore store, WorkflowRows rows, IncomingDocuments documents) {
        this.workflows = workflows;
        this.store = store;
        this.rows = rows;
        this.documents = documents;
    }

    /**
     * A file as it was read.
     *
     * @param id the workflow's id, which is the name of the file without its extension
     * @param name the name of the file in its folder
     * @param folder the absolute path of the folder
     */
    public record Source(String id, String name, Path folder, String text) {}

    /** What became of a file. */
    public sealed interface Outcome {
        /**
         * The file's workflow is stored.
         *
         * @param templates the documents of the step templates that it uses, by name
         */
        record Stored(int revision, Map<String, String> templates, List<Problem> warnings) implements Outcome {}

        /** The file is no workflow, which is stored too. */
        record Invalid(List<Problem> errors) implements Outcome {}

        /** The file does not count. */
        record Ignored(String reason) implements Outcome {}
    }

    /** Stores a file's workflow, or what is wrong with it. The same file again changes nothing. */
    public Outcome load(Source file) {
        Optional<String> whyNot = WorkflowId.whyNot(file.id());
        if (whyNot.isPresent()) {
            return new Outcome.Ignored(
                    "the file's name without its extension is the workflow's id, and " + whyNot.get());
        }
        Reading reading = documents.file(file.id(), file.text());
        return workflows.change(file.id(), tx -> {
            WorkflowRow present = WorkflowStore.find(tx, file.id());
            if (present != null && present.origin().file() == null) {
                rows.update(tx, present, present.origin().ignoring(file.name()), false);
                return new Outcome.Ignored("a workflow `%s` was uploaded; delete that one, or rename the file"
                        .formatted(present.workflowId()));
            }
            return switch (reading) {
                case Reading.Accepted accepted -> store(tx, file, present, accepted);
                case Reading.Refused refused -> storeErrors(tx, file, present, refused);
            };
        });
    }

    private Outcome store(Transaction tx, Source file, @Nullable WorkflowRow present, Reading.Accepted accepted)
            throws SQLException {
        Description said = Description.of(accepted.workflow()).or(Description.usual(file.id()));
        Content content =
                new Content(file.text(), accepted.templates(), file.folder().toString());
        Origin origin = origin(file, present);
        WorkflowRow row = present == null
                ? rows.insert(tx, file.id(), Kind.LOCAL, said, content, origin)
                : rows.update(tx, present, Kind.LOCAL, said, content, origin);
        return new Outcome.Stored(row.revision(), accepted.templates(), accepted.warnings());
    }

    private Outcome storeErrors(Transaction tx, Source file, @Nullable WorkflowRow present, Reading.Refused refused)
            throws SQLException {
        Origin origin = origin(file, present).with(WorkflowJson.items(refused.errors()));
        if (present == null) {
            rows.insertUndefined(tx, file.id(), origin);
        } else {
            rows.update(tx, present, origin, false);
        }
        return new Outcome.Invalid(refused.errors());
    }

    private static Origin origin(Source file, @Nullable WorkflowRow present) {
        String ignored = present == null ? null : present.origin().ignoredFile();
        return Origin.file(file.name()).ignoring(file.name().equals(ignored) ? null : ignored);
    }

    /** Notes that there is another file for a workflow that has one. */
    public void ignore(String id, String otherFile) {
        workflows.change(id, tx -> {
            WorkflowRow present = WorkflowStore.find(tx, id);
            if (present != null) {
                rows.update(tx, present, present.origin().ignoring(otherFile), present.archived());
            }
            return id;
        });
    }

    /**
     * Archives the workflows whose files are gone, and forgets ignored files that are.
     *
     * @param names the names of all files that there are
     * @return the ids of the archived workflows
     */
    public List<String> archiveAllBut(Set<String> names) {
        List<String> archived = new ArrayList<>();
        for (WorkflowRow row : store.ofFiles()) {
            boolean gone =
                    row.origin().file() != null && !names.contains(row.origin().file());
            boolean forgotten = row.origin().ignoredFile() != null
                    && !names.contains(row.origin().ignoredFile());
            if ((gone && !row.archived()) || forgotten) {
                settle(row.workflowId(), gone, forgotten);
            }
            if (gone && !row.archived()) {
                archived.add(row.workflowId());
            }
        }
        return archived;
    }

    private void settle(String id, boolean gone, boolean forgotten) {
        workflows.change(id, tx -> {
            WorkflowRow present = WorkflowStore.find(tx, id);
            if (present != null) {
                Origin origin = forgotten ? present.origin().ignoring(null) : present.origin();
                rows.update(tx, present, origin, gone && present.origin().file() != null);
            }
            return id;
        });
    }
}
