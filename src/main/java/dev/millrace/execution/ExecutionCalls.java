package dev.millrace.execution;

import dev.millrace.access.Caller;
import dev.millrace.execution.ExecutionJson.ExecutionInfo;
import dev.millrace.http.Page;
import dev.millrace.http.PageRequest;
import dev.millrace.http.ProblemException;
import dev.millrace.http.RequestSpans;
import dev.millrace.live.Hub;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What callers do with executions by other ways than REST: the same, with the same rules. What a caller does not see is
 * not there. Thread-safe.
 */
@Singleton
public final class ExecutionCalls {
    private static final Set<String> STREAMS = Set.of("stdout", "stderr", "system");

    private final Executions executions;
    private final ExecutionStore store;
    private final JournalStore journals;
    private final Hub hub;

    ExecutionCalls(Executions executions, ExecutionStore store, JournalStore journals, Hub hub) {
        this.executions = executions;
        this.store = store;
        this.journals = journals;
        this.hub = hub;
    }

    /**
     * What to start.
     *
     * @param revision null for the newest
     * @param trigger what starts it, such as {@code api}
     */
    public record Order(
            String workflow, @Nullable Integer revision, Map<String, Object> inputs, String trigger, String requestId) {
        public Order {
            inputs = Map.copyOf(inputs);
        }
    }

    /**
     * Starts an execution and answers its id; it is on disk when this returns.
     *
     * @throws ProblemException when there is no such workflow, or its inputs are not valid
     */
    public String start(Caller by, Order order) throws InterruptedException {
        Executions.Order whole = new Executions.Order(
                order.workflow(),
                order.revision(),
                order.inputs(),
                0,
                order.trigger(),
                order.requestId(),
                RequestSpans.traceParent());
        return executions.start(by, whole, _ -> _ -> true).row().executionId();
    }

    /** An execution with its steps, without its secrets. Throws a 404. */
    public ExecutionInfo get(Caller by, String executionId) {
        return ExecutionInfo.of(executions.whole(executions.get(by, executionId)));
    }

    /** The executions that a caller sees, newest first. A null workflow or status takes all. */
    public Page<ExecutionInfo> list(Caller by, @Nullable String workflow, @Nullable String status, PageRequest page) {
        ExecutionFilter filter = new ExecutionFilter(workflow, Executions.status(status), null, null);
        return Page.of(page, executions.list(by, filter, page), ExecutionRow::id, ExecutionInfo::of, () -> 0);
    }

    /**
     * Asks for an execution's cancellation and answers its status then; the request is on disk when this returns.
     *
     * @throws ProblemException 404, 403 when that is for others to decide, 409 when it has ended
     */
    public String cancel(Caller by, String executionId) throws InterruptedException {
        return executions.cancel(by, executionId).status();
    }

    /** Follows an execution from its first event on. Throws a 404. Close the watch in the end. */
    public ExecutionWatch watch(Caller by, String executionId) {
        ExecutionRow row = executions.get(by, executionId);
        journals.requireReadable(row.id());
        return new ExecutionWatch(row, store, journals, hub);
    }

    /**
     * The log text that there is now, in order. Null takes all streams and steps.
     *
     * @throws ProblemException 404, or 422 for a stream that there is not
     */
    public Stream<String> log(Caller by, String executionId, @Nullable String stream, @Nullable String step) {
        if (stream != null && !STREAMS.contains(stream)) {
            throw ProblemException.invalid("/stream", "stream must be stdout, stderr or system, not `" + stream + "`");
        }
        LogFilter filter = new LogFilter(stream, step);
        return journals.logs(executions.get(by, executionId).id()).stream()
                .filter(filter::admits)
                .map(event -> ((Detail.Log) event.detail()).text());
    }
}
