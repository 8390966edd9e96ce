package dev.millrace.workflow;

import dev.millrace.access.Ownership;
import dev.millrace.access.Visibility;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A workflow as it is listed.
 *
 * @param revision the number of its newest definition; 0 when its file has never been a valid one
 * @param archived whether its file is gone: it is not to be found then, except by its revisions
 * @param parameters what its maker says of its inputs, as JSON; null when nothing
 * @param createdAt milliseconds since 1970 UTC
 */
record WorkflowRow(
        long id,
        String workflowId,
        WorkflowStore.Kind kind,
        String status,
        Visibility visibility,
        String name,
        @Nullable String englishName,
        @Nullable String description,
        @Nullable String version,
        List<String> tags,
        @Nullable Object parameters,
        int revision,
        long createdAt,
        long updatedAt,
        Origin origin,
        boolean archived) {

    /** Whose the workflow is, and who sees it. */
    Ownership ownership() {
        return new Ownership(origin.owner(), visibility);
    }

    /** This workflow as of another origin, changed at a time. */
    WorkflowRow with(Origin other, boolean nowArchived, long changedAt) {
        return new WorkflowRow(
                id,
                workflowId,
                kind,
                status,
                visibility,
                name,
                englishName,
                description,
                version,
                tags,
                parameters,
                revision,
                createdAt,
                changedAt,
                other,
                nowArchived);
    }
}
