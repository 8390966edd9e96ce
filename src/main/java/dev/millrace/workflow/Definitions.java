package dev.millrace.workflow;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import dev.millrace.workflow.WorkflowStore.RevisionRow;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.Optional;

/** Stored definitions, read and parsed once and kept while they are in use. Thread-safe. */
@Singleton
public final class Definitions {
    private static final int KEPT = 1_000;

    private final WorkflowStore store;
    private final LoadingCache<Long, Definition> cache =
            Caffeine.newBuilder().maximumSize(KEPT).build(this::load);

    Definitions(WorkflowStore store) {
        this.store = store;
    }

    /** The definition of this number. Throws {@link IllegalStateException} when there is none. */
    public Definition get(long id) {
        return cache.get(id);
    }

    private Definition load(long id) {
        RevisionRow row = store.revision(id)
                .orElseThrow(() -> new IllegalStateException("there is no definition " + id + " in the database"));
        return new Definition(
                row.id(),
                row.workflowId(),
                row.revision(),
                Optional.ofNullable(row.owner()),
                Optional.ofNullable(row.content().source()).map(source -> parsed(row, source)),
                Optional.ofNullable(row.content().folder()).map(Path::of));
    }

    private static Workflow parsed(RevisionRow row, String source) {
        StepTemplates templates = StepTemplates.of(row.content().templates());
        return switch (WorkflowReader.read(source, Surroundings.among(templates))) {
            case Reading.Accepted accepted -> accepted.workflow();
            case Reading.Refused refused ->
                throw new IllegalStateException(
                        "revision %d of workflow %s was accepted once but is not valid for this version: %s"
                                .formatted(row.revision(), row.workflowId(), refused.errors()));
        };
    }
}
