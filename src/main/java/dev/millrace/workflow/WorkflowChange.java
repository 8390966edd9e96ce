package dev.millrace.workflow;

import dev.millrace.access.Caller;
import dev.millrace.access.Ownership;
import dev.millrace.live.Hub;
import dev.millrace.live.Message;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A workflow has come, has changed or is gone, as those learn who watch {@link #TOPIC}.
 *
 * @param workflowId as it is written
 * @param ownerships whose it was and whose it is, with who saw and sees it
 */
public record WorkflowChange(String workflowId, List<Ownership> ownerships) {
    /** The topic of the hub; the source of its messages is the change. */
    public static final String TOPIC = "workflows";

    public WorkflowChange {
        ownerships = List.copyOf(ownerships);
    }

    /** What has happened between two looks at a workflow; empty when nothing has. */
    static Optional<WorkflowChange> between(Optional<WorkflowRow> before, Optional<WorkflowRow> after) {
        if (before.equals(after)) {
            return Optional.empty();
        }
        List<WorkflowRow> rows = Stream.concat(after.stream(), before.stream()).toList();
        return Optional.of(new WorkflowChange(
                rows.getFirst().workflowId(),
                rows.stream().map(WorkflowRow::ownership).distinct().toList()));
    }

    /** Whether the workflow was or is there for a caller. */
    public boolean concerns(Caller caller) {
        return ownerships.stream().anyMatch(ownership -> ownership.isVisibleTo(caller));
    }

    void announce(Hub hub) {
        hub.announce(TOPIC, () -> new Message(0, "workflow.changed", "{}", this));
    }
}
