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
    static final String TOO_MANY_STEPS = "too-many-steps";
    static final String CONDITION = "condition-error";
    static final String WORKFLOW_FAILED = "workflow-failed";
    static final String HOOK_FAILED = "hook-failed";
    static final String CALL_FAILED = "call-failed";
    static final String CIRCULAR_CALL = "circular-call";
    static final String CALL_TOO_DEEP = "call-too-deep";
    static final String WORKFLOW_MISSING = "workflow-missing";
    static final String INVALID_INPUTS = "invalid-inputs";
    static final String NO_ROBOT = "no-robot";
    static final String SESSION_LOST = "session-lost";
    static final String REQUEST_FAILED = "request-failed";
    static final String ADDRESS_REFUSED = "address-refused";
    static final String COMMAND_STEPS_DISABLED = "command-steps-disabled";
    static final String CANCELLED = "cancelled";
    static final String INTERNAL = "internal-error";

    static Failure cancelled() {
        return new Failure(CANCELLED, "the execution was cancelled on request", null);
    }

    static Failure cancelledByCaller() {
        return new Failure(CANCELLED, "the execution that called this one waits for it no longer", null);
    }
}
