package dev.millrace.workflow;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.access.Visibility;
import dev.millrace.http.Times;
import dev.millrace.workflow.WorkflowStore.RevisionRow;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Workflows as the API shows them. */
public final class WorkflowJson {
    private WorkflowJson() {}

    /**
     * A workflow.
     *
     * @param projectId the same as the id: what robots and their programs call it
     * @param owner the id of the user whose it is; null when it comes from a file
     * @param visibility of its executions, and of itself when somebody owns it
     * @param inputs what its definition declares; left out in lists and for those that a robot runs
     * @param revision of its newest definition; 0 when its file has never been valid
     * @param valid whether what it comes from is valid as it is now
     * @param errors why its file is not valid
     * @param warnings what looks wrong with it; in the answer to an upload only
     */
    public record WorkflowInfo(
            String id,
            String projectId,
            String name,
            @Nullable String englishName,
            @Nullable String description,
            @Nullable String version,
            String status,
            @Nullable String owner,
            Visibility visibility,
            String kind,
            List<String> tags,
            @Nullable Object parameters,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            List<InputInfo> inputs,

            int revision,
            OriginInfo origin,
            boolean valid,

            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<dev.millrace.http.Problem.Item> errors,

            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<dev.millrace.http.Problem.Item> warnings,

            String createdAt,
            String updatedAt) {

        static WorkflowInfo of(WorkflowRow row) {
            return of(row, null);
        }

        static WorkflowInfo of(WorkflowRow row, @Nullable Workflow definition) {
            return of(row, definition, List.of());
        }

        static WorkflowInfo of(WorkflowChanges.Saved saved) {
            return of(saved.row(), null, items(saved.warnings()));
        }

        private static WorkflowInfo of(
                WorkflowRow row, @Nullable Workflow definition, List<dev.millrace.http.Problem.Item> warnings) {
            return new WorkflowInfo(
                    row.workflowId(),
                    row.workflowId(),
                    row.name(),
                    row.englishName(),
                    row.description(),
                    row.version(),
                    row.status(),
                    row.origin().owner(),
                    row.visibility(),
                    row.kind().wire(),
                    row.tags(),
                    row.parameters(),
                    definition == null
                            ? null
                            : definition.inputs().values().stream()
                                    .map(InputInfo::of)
                                    .toList(),
                    row.revision(),
                    OriginInfo.of(row.origin()),
                    row.origin().errors().isEmpty(),
                    row.origin().errors(),
                    warnings,
                    Times.text(row.createdAt()),
                    Times.text(row.updatedAt()));
        }
    }

    /**
     * Where a workflow comes from.
     *
     * @param kind {@code api} or {@code file}
     * @param path of the file, relative to the folder of workflows
     * @param ignoredFile another file for the same id, which does not count
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record OriginInfo(
            String kind, @Nullable String path, @Nullable String ignoredFile) {
        static OriginInfo of(Origin origin) {
            return new OriginInfo(origin.file() == null ? "api" : "file", origin.file(), origin.ignoredFile());
        }
    }

    /** A declared input. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    record InputInfo(
            String name,
            String type,
            String description,
            @JsonInclude(JsonInclude.Include.ALWAYS) boolean required,
            @JsonProperty("default") @Nullable Object defaultValue,
            @Nullable RulesInfo validation) {

        static InputInfo of(Input input) {
            return new InputInfo(
                    input.name(),
                    input.type().word(),
                    input.description(),
                    input.required(),
                    input.defaultValue().orElse(null),
                    input.rules().equals(Input.Rules.NONE) ? null : RulesInfo.of(input.rules()));
        }
    }

    /** What an input's value must satisfy. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    record RulesInfo(
            @Nullable String pattern,
            @JsonProperty("enum") List<String> choices,
            @Nullable BigDecimal min,
            @Nullable BigDecimal max,
            @Nullable Boolean fileExists,
            List<String> fileExtension) {

        static RulesInfo of(Input.Rules rules) {
            return new RulesInfo(
                    rules.pattern().map(Object::toString).orElse(null),
                    rules.choices(),
                    rules.min().orElse(null),
                    rules.max().orElse(null),
                    rules.fileExists() ? true : null,
                    rules.extensions());
        }
    }

    /** A revision in the history of a workflow. */
    record RevisionInfo(int revision, String digest, String createdAt) {
        static RevisionInfo of(RevisionRow row) {
            return new RevisionInfo(row.revision(), row.digest(), Times.text(row.createdAt()));
        }
    }

    /** A revision with its definition; the source is null where a robot runs the workflow. */
    record RevisionDetail(
            int revision, String digest, @Nullable String source, String createdAt) {
        static RevisionDetail of(RevisionRow row) {
            return new RevisionDetail(
                    row.revision(), row.digest(), row.content().source(), Times.text(row.createdAt()));
        }
    }

    /** What is wrong, or looks wrong, with a document. */
    record Validation(
            boolean valid,
            List<dev.millrace.http.Problem.Item> errors,
            List<dev.millrace.http.Problem.Item> warnings) {}

    /** The body of an upsert. */
    record UpsertRequest(
            @Nullable String projectId,
            @Nullable String name,
            @Nullable String englishName,
            @Nullable String description,
            @Nullable String version,
            @Nullable String status,
            @Nullable List<String> tags,
            @Nullable JsonNode parameters,
            @Nullable JsonNode definition) {}

    /** The answer to an upsert: the action is {@code created} or {@code updated}. */
    record UpsertResponse(WorkflowInfo workflow, String action) {}

    static List<dev.millrace.http.Problem.Item> items(List<Problem> problems) {
        return problems.stream()
                .map(problem -> new dev.millrace.http.Problem.Item(
                        problem.path(),
                        problem.line() == 0 ? null : problem.line(),
                        problem.column() == 0 ? null : problem.column(),
                        problem.message()))
                .toList();
    }
}
