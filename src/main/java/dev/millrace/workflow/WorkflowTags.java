package dev.millrace.workflow;

import dev.millrace.http.ETags;
import jakarta.ws.rs.core.EntityTag;
import org.jspecify.annotations.Nullable;

/** Entity tags of workflows (RFC 9110, section 8.8.3): they change with whatever is changed of a workflow. */
final class WorkflowTags {
    private WorkflowTags() {}

    /** The tag of a workflow as JSON. */
    static EntityTag of(WorkflowRow row) {
        return new EntityTag(row.revision() + "-" + Long.toString(row.updatedAt(), 36));
    }

    /** The tag of a workflow as its source. */
    static EntityTag ofSource(WorkflowRow row) {
        return new EntityTag(of(row).getValue() + "-source");
    }

    /**
     * Whether a change to the row, null where there is none, is allowed by the request's preconditions (RFC 9110,
     * section 13.1). A tag of either representation counts, since a change changes both.
     */
    static boolean allows(@Nullable String ifMatch, @Nullable String ifNoneMatch, @Nullable WorkflowRow row) {
        return (ifMatch == null || matches(ifMatch, row)) && (ifNoneMatch == null || !matches(ifNoneMatch, row));
    }

    /** Whether a reader who has one of these representations has this one (RFC 9110, section 13.1.2). */
    static boolean unchanged(@Nullable String ifNoneMatch, EntityTag present) {
        return ETags.unchanged(ifNoneMatch, text(present));
    }

    private static boolean matches(String header, @Nullable WorkflowRow row) {
        return row != null && ETags.matches(header, text(of(row)), text(ofSource(row)));
    }

    private static String text(EntityTag tag) {
        return '"' + tag.getValue() + '"';
    }
}
