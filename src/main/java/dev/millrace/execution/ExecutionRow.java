package dev.millrace.execution;

import dev.millrace.access.Ownership;
import dev.millrace.access.Visibility;
import dev.millrace.workflow.Definition;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An execution as it is listed: everything but its steps.
 *
 * @param id the number that the journal is keyed by
 * @param executionId the readable name
 * @param definition the id of the workflow's revision that runs
 * @param trigger what started it, such as {@code api}
 * @param parent the readable name of the execution that called this one, or null
 * @param userId whose it is: who started it, or the execution that called this one
 * @param visibility as of its acceptance; it stays so
 * @param requestId the id of the request that started it; the log lines about the execution carry it
 * @param owner the server that appends to the journal, or null
 * @param epoch how often the owner has changed
 * @param createdAt milliseconds since 1970 UTC, as are the other times
 */
public record ExecutionRow(
        long id,
        String executionId,
        String workflow,
        int revision,
        long definition,
        ExecutionStatus status,
        @Nullable String currentStep,
        Map<String, Object> inputs,
        @Nullable Map<String, Object> outputs,
        @Nullable Failure error,
        int priority,
        String trigger,
        @Nullable String parent,
        String userId,
        Visibility visibility,
        String requestId,
        @Nullable String owner,
        long epoch,
        long lastSeq,
        long createdAt,
        @Nullable Long startedAt,
        @Nullable Long finishedAt) {
    private static final String CALL = "workflow";

    /** Whose the execution is, and who sees it. */
    Ownership ownership() {
        return new Ownership(userId, visibility);
    }

    /** One that begins now, in milliseconds since 1970 UTC, and that nobody waits for yet: its origin is still to be said. */
    static ExecutionRow accepted(
            long id, String executionId, Definition definition, Map<String, Object> inputs, long now) {
        return new ExecutionRow(
                id,
                executionId,
                definition.workflowId(),
                definition.revision(),
                definition.id(),
                ExecutionStatus.QUEUED,
                null,
                inputs,
                null,
                null,
                0,
                "",
                null,
                "",
                Visibility.PRIVATE,
                "",
                null,
                1,
                0,
                now,
                null,
                null);
    }

    /** This execution as somebody outside has ordered it. */
    ExecutionRow ordered(String user, Visibility seen, int urgency, String origin, String request) {
        return from(user, seen, urgency, origin, null, request);
    }

    /**
     * This execution as another one has called it. What somebody runs in private stays private with all that it calls.
     *
     * @param seen as the called workflow says
     */
    ExecutionRow calledBy(ExecutionRow caller, Visibility seen) {
        Visibility both = caller.visibility == Visibility.SHARED ? seen : Visibility.PRIVATE;
        return from(caller.userId, both, caller.priority, CALL, caller.executionId, caller.requestId);
    }

    private ExecutionRow from(
            String user, Visibility seen, int urgency, String origin, @Nullable String caller, String request) {
        return new ExecutionRow(
                id,
                executionId,
                workflow,
                revision,
                definition,
                status,
                currentStep,
                inputs,
                outputs,
                error,
                urgency,
                origin,
                caller,
                user,
                seen,
                request,
                owner,
                epoch,
                lastSeq,
                createdAt,
                startedAt,
                finishedAt);
    }

    /** This execution with other inputs. */
    ExecutionRow withInputs(Map<String, Object> others) {
        return withValues(others, outputs, error);
    }

    /** This execution with other things in the places where anything can be. */
    ExecutionRow withValues(
            Map<String, Object> otherInputs, @Nullable Map<String, Object> otherOutputs, @Nullable Failure otherError) {
        return new ExecutionRow(
                id,
                executionId,
                workflow,
                revision,
                definition,
                status,
                currentStep,
                otherInputs,
                otherOutputs,
                otherError,
                priority,
                trigger,
                parent,
                userId,
                visibility,
                requestId,
                owner,
                epoch,
                lastSeq,
                createdAt,
                startedAt,
                finishedAt);
    }

    /** This execution in the state, and with the owner and epoch, that its journal has. */
    ExecutionRow with(ExecutionState state, @Nullable String newOwner, long newEpoch) {
        return new ExecutionRow(
                id,
                executionId,
                workflow,
                revision,
                definition,
                state.status(),
                state.currentStep(),
                inputs,
                state.outputs(),
                state.error(),
                priority,
                trigger,
                parent,
                userId,
                visibility,
                requestId,
                newOwner,
                newEpoch,
                state.lastSeq(),
                createdAt,
                state.startedAt(),
                state.finishedAt());
    }
}
