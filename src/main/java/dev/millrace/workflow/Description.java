package dev.millrace.workflow;

import dev.millrace.access.Visibility;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is said of a workflow; null says nothing. */
record Description(
        @Nullable String name,
        @Nullable String englishName,
        @Nullable String description,
        @Nullable String version,
        @Nullable String status,
        @Nullable Visibility visibility,
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
                workflow.visibility(),
                about.tags(),
                null);
    }

    static Description of(WorkflowRow row) {
        return new Description(
                row.name(),
                row.englishName(),
                row.description(),
                row.version(),
                row.status(),
                row.visibility(),
                row.tags(),
                row.parameters());
    }

    /** What is said of a workflow when nobody says anything but its id. */
    static Description usual(String id) {
        return new Description(id, null, null, null, WorkflowRows.ACTIVE, Visibility.PRIVATE, List.of(), null);
    }

    /** This, and where it says nothing, the other. */
    Description or(Description other) {
        return new Description(
                name != null ? name : other.name,
                englishName != null ? englishName : other.englishName,
                description != null ? description : other.description,
                version != null ? version : other.version,
                status != null ? status : other.status,
                visibility != null ? visibility : other.visibility,
                tags != null ? tags : other.tags,
                parameters != null ? parameters : other.parameters);
    }
}
