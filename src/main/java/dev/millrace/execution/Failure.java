package dev.millrace.execution;

import org.jspecify.annotations.Nullable;

/**
 * Why a step or an execution failed.
 *
 * @param code stable, such as {@code step-failed} or {@code step-timeout}
 * @param message a sentence for a person
 * @param step the step at fault; null when it was none
 */
public record Failure(String code, String message, @Nullable String step) {
    static final String STEP_FAILED = "step-failed";
    static final String STEP_TIMEOUT = "step-timeout";
    static final String STEP_INTERRUPTED = "step-interrupted";
    static final String TEMPLATE = "template-error";
    static final String CONDITION = "condition-error";
    static final String WORKFLOW_FAILED = "workflow-failed";
    static final String CANCELLED = "cancelled";
    static final String INTERNAL = "internal-error";

    static Failure cancelled() {
        return new Failure(CANCELLED, "the execution was cancelled on request", null);
    }
}
