package dev.millrace.workflow;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One revision of a stored workflow.
 *
 * @param id the number that executions refer to; it outlives the workflow
 * @param workflowId the workflow's id, as executions are listed by it
 * @param revision counts the workflow's definitions, from 1
 * @param owner the id of the user whose workflow it is, or was; empty when it came from a file
 * @param workflow what to run; empty when a robot runs it
 * @param folder the folder of the workflow's file, where its scripts are; empty for an upload
 */
public record Definition(
        long id,
        String workflowId,
        int revision,
        Optional<String> owner,
        Optional<Workflow> workflow,
        Optional<Path> folder) {
    /** Whether a robot has to know how it is done. */
    public boolean isRemote() {
        return workflow.isEmpty();
    }

    /** How many executions of the workflow may run at a time while one of this revision does; empty for any number. */
    public OptionalInt concurrency() {
        return workflow.map(Workflow::concurrency).orElseGet(OptionalInt::empty);
    }

    /** What the engine runs: the workflow, or for a remote one a single step, which a robot does. */
    public Workflow toRun() {
        return workflow.orElseGet(() -> RemoteWorkflow.of(workflowId));
    }
}
