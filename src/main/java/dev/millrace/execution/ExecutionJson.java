package dev.millrace.execution;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.millrace.access.Visibility;
import dev.millrace.http.Times;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Executions as the API shows them. */
public final class ExecutionJson {
    /** How many steps are shown with an execution; all of them page under {@code /steps}. */
    private static final int MOST_STEPS = 1_000;

    private ExecutionJson() {}

    /** The body of a run. */
    record RunRequest(
            @Nullable Map<String, Object> inputs,
            @Nullable Integer revision,
            @Nullable Integer priority) {}

    /** The body of a start that names the workflow, by either of its names. */
    record StartRequest(
            @Nullable String workflow,
            @Nullable String projectId,
            @Nullable Map<String, Object> inputs,
            @Nullable Map<String, Object> params,
            @Nullable Integer revision,
            @Nullable Integer priority) {}

    /** The body of a resumption. */
    record ResumeRequest(
            @Nullable String fromStep, @Nullable Map<String, Object> inputs) {}

    /** The answer to a start: it was accepted, and this is how it stood then. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record RunResponse(
            String executionId,
            String status,
            @Nullable String startedAt,
            @Nullable String queuedAt) {
        static RunResponse of(ExecutionRow row) {
            boolean running = row.status() == ExecutionStatus.RUNNING;
            return new RunResponse(
                    row.executionId(),
                    row.status().wire(),
                    running ? Times.textOrNull(row.startedAt()) : null,
                    running ? null : Times.text(row.createdAt()));
        }
    }

    /** The answer to a cancellation. */
    record CancelResponse(String executionId, String status) {}

    /**
     * An execution.
     *
     * @param steps its attempts at steps, oldest first, the newest 1,000; left out in lists
     * @param stepsOmitted how many older ones are not shown
     */
    public record ExecutionInfo(
            String executionId,
            String workflow,
            int revision,
            String userId,
            Visibility visibility,
            String status,
            @Nullable String currentStep,
            Map<String, Object> inputs,
            @Nullable Map<String, Object> outputs,
            @Nullable Failure error,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            List<StepInfo> steps,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Integer stepsOmitted,

            String trigger,
            @Nullable String parent,
            int priority,
            String requestId,
            String createdAt,
            @Nullable String startedAt,
            @Nullable String finishedAt) {

        static ExecutionInfo of(ExecutionRow row) {
            return of(row, null, null);
        }

        static ExecutionInfo of(Executions.Whole execution) {
            List<StepRun> steps = execution.steps();
            int omitted = Math.max(0, steps.size() - MOST_STEPS);
            return of(
                    execution.row(),
                    steps.stream().skip(omitted).map(StepInfo::of).toList(),
                    omitted == 0 ? null : omitted);
        }

        private static ExecutionInfo of(
                ExecutionRow row, @Nullable List<StepInfo> steps, @Nullable Integer stepsOmitted) {
            return new ExecutionInfo(
                    row.executionId(),
                    row.workflow(),
                    row.revision(),
                    row.userId(),
                    row.visibility(),
                    row.status().wire(),
                    row.currentStep(),
                    row.inputs(),
                    row.outputs(),
                    row.error(),
                    steps,
                    stepsOmitted,
                    row.trigger(),
                    row.parent(),
                    row.priority(),
                    row.requestId(),
                    Times.text(row.createdAt()),
                    Times.textOrNull(row.startedAt()),
                    Times.textOrNull(row.finishedAt()));
        }
    }

    /** One attempt at a step. */
    record StepInfo(
            int n,
            String name,
            String type,
            String status,
            int attempt,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Integer iteration,

            @Nullable Integer exitCode,
            @Nullable String output,
            @Nullable String stderr,
            boolean truncated,
            @Nullable Map<String, Object> outputs,
            @Nullable Map<String, Object> response,
            @Nullable Failure error,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String robot,

            String startedAt,
            @Nullable String finishedAt) {

        static StepInfo of(StepRun step) {
            Outcome outcome = step.outcome() == null ? null : step.outcome().shortened();
            return new StepInfo(
                    step.n(),
                    step.name(),
                    step.kind(),
                    step.status().wire(),
                    step.attempt(),
                    step.iteration(),
                    outcome == null ? null : outcome.exitCode(),
                    outcome == null ? null : outcome.output(),
                    outcome == null ? null : outcome.stderr(),
                    outcome != null && outcome.truncated(),
                    outcome == null ? null : outcome.outputs(),
                    outcome == null ? null : outcome.response(),
                    outcome == null ? null : outcome.error(),
                    step.robot() == null ? null : step.robot().robot(),
                    Times.text(step.startedAt()),
                    Times.textOrNull(step.finishedAt()));
        }
    }
}
