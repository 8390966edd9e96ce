package dev.millrace.execution;

import dev.millrace.access.Caller;
import dev.millrace.access.Scope;
import dev.millrace.live.Hub;
import dev.millrace.socket.TopicKind;
import dev.millrace.socket.TopicKind.About;
import dev.millrace.socket.TopicSource;
import dev.millrace.workflow.Workflows;
import jakarta.inject.Singleton;
import java.util.Objects;
import java.util.Set;

/** What can be subscribed to of executions: the status of all, or of those of a workflow, and every event of one. */
@Singleton
final class ExecutionTopics implements TopicSource {
    private static final String ALL = "executions";
    private static final String ONE = "execution";
    private static final String WORKFLOW = "workflow";

    private final Executions executions;
    private final ExecutionStore store;
    private final JournalStore journals;
    private final Workflows workflows;
    private final Hub hub;

    ExecutionTopics(Executions executions, ExecutionStore store, JournalStore journals, Workflows workflows, Hub hub) {
        this.executions = executions;
        this.store = store;
        this.journals = journals;
        this.workflows = workflows;
        this.hub = hub;
    }

    @Override
    public Set<TopicKind> kinds() {
        return Set.of(
                new TopicKind(ALL, Scope.EXECUTIONS_READ, About.ALL),
                new TopicKind(ONE, Scope.EXECUTIONS_READ, About.ONE),
                new TopicKind(WORKFLOW, Scope.EXECUTIONS_READ, About.GROUP));
    }

    @Override
    public Topic open(Caller by, Wish wish) {
        return switch (wish.kind()) {
            case ALL -> new Topic(ALL, new StatusStream(hub, EventMessages.ALL_EXECUTIONS, by)::follow);
            case WORKFLOW -> ofWorkflow(by, wish.id());
            case ONE -> ofOne(by, wish);
            default -> throw new IllegalArgumentException("no topics of the kind " + wish.kind());
        };
    }

    private Topic ofWorkflow(Caller by, String id) {
        String topic = EventMessages.ofWorkflow(workflows.requireExisting(by, id));
        return new Topic(topic, new StatusStream(hub, topic, by)::follow);
    }

    private Topic ofOne(Caller by, Wish wish) {
        ExecutionRow row = executions.get(by, wish.id());
        journals.requireReadable(row.id());
        long after = Objects.requireNonNullElse(wish.after(), 0L);
        return new Topic(
                ONE + ":" + row.executionId(), new EventStream(row, store, journals, hub, after, _ -> true)::follow);
    }
}
