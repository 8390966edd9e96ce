package dev.millrace.execution;

import dev.millrace.access.Caller;
import dev.millrace.execution.ExecutionJson.CancelResponse;
import dev.millrace.http.PageRequest;
import dev.millrace.http.Problem;
import dev.millrace.http.ProblemException;
import dev.millrace.live.Hub;
import dev.millrace.live.Watch;
import dev.millrace.secret.Mask;
import dev.millrace.store.Database;
import dev.millrace.store.Ids;
import dev.millrace.store.Write;
import dev.millrace.workflow.Definition;
import dev.millrace.workflow.Definitions;
import dev.millrace.workflow.Inputs;
import dev.millrace.workflow.Workflow;
import dev.millrace.workflow.Workflows;
import dev.millrace.workflow.Workflows.Startable;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What callers can do with executions: start them, look at them, cancel them, have them go on. What a caller does not see
 * is not there. Thread-safe.
 */
@Singleton
final class Executions {
    private static final int STATISTICS_WINDOW = 1_000;

    private final Engine engine;
    private final Database database;
    private final ExecutionStore store;
    private final ExecutionListStore lists;
    private final JournalStore journals;
    private final Workflows workflows;
    private final Definitions definitions;
    private final Machine machine;
    private final Hub hub;
    private final Ids ids;
    private final Clock clock;

    Executions(
            Engine engine,
            Database database,
            ExecutionStore store,
            JournalStore journals,
            Workflows workflows,
            Definitions definitions,
            Machine machine,
            Hub hub,
            Ids ids,
            Clock clock) {
        this.engine = engine;
        this.database = database;
        this.store = store;
        this.lists = new ExecutionListStore(database);
        this.journals = journals;
        this.workflows = workflows;
        this.definitions = definitions;
        this.machine = machine;
        this.hub = hub;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * What to start.
     *
     * @param revision null for the newest
     * @param priority the higher, the earlier among those that wait
     * @param traceParent the span of the request that starts it, as text; null when there is none
     */
    record Order(
            String workflow,
            @Nullable Integer revision,
            Map<String, Object> inputs,
            int priority,
            String trigger,
            String requestId,
            @Nullable String traceParent) {
        Order with(Map<String, Object> others) {
            return new Order(workflow, revision, others, priority, trigger, requestId, traceParent);
        }
    }

    /** An execution with its steps. */
    record Whole(ExecutionRow row, List<StepRun> steps) {}

    /**
     * Starts an execution; it is on disk when this returns, together with what {@code keep} makes of it.
     *
     * @throws ProblemException when there is no such workflow, or its inputs are not valid
     */
    Engine.Accepted start(Caller by, Order order, Function<ExecutionRow, Write<?>> keep) throws InterruptedException {
        return start(by, workflows.runnable(by, order.workflow(), order.revision()), order, List.of(), keep);
    }

    /**
     * Starts an execution of the same definition as an earlier one, with its inputs: the true ones, where secrets are masked
     * in those that can be seen.
     *
     * @param order names the earlier one's workflow and revision
     * @throws ProblemException 404 also when another workflow has got its workflow's name since
     */
    Engine.Accepted startAgain(Caller by, ExecutionRow earlier, Order order, Function<ExecutionRow, Write<?>> keep)
            throws InterruptedException {
        Startable startable = workflows.runnable(by, order.workflow(), order.revision());
        if (startable.definition().id() != earlier.definition()) {
            throw ProblemException.notFound("workflow", order.workflow());
        }
        KnownSecretsStore.Known known = journals.secrets(earlier.id());
        return known.inputs() == null
                ? start(by, startable, order, List.of(), keep)
                : start(
                        by,
                        startable,
                        order.with(known.inputs()),
                        known.secrets().values(),
                        keep);
    }

    private Engine.Accepted start(
            Caller by, Startable startable, Order order, List<String> secrets, Function<ExecutionRow, Write<?>> keep)
            throws InterruptedException {
        Definition definition = startable.definition();
        Map<String, Object> inputs = convert(definition, order.inputs(), Mask.of(secrets));
        while (true) {
            long now = clock.millis();
            ExecutionRow row = ExecutionRow.accepted(
                            ids.next(), ReadableId.of(definition.workflowId(), now), definition, inputs, now)
                    .ordered(by.userId(), startable.visibility(), order.priority(), order.trigger(), order.requestId());
            try {
                return engine.accept(row, definition, secrets, order.traceParent(), keep);
            } catch (Append.DuplicateId _) {
                // One chance in 10^11 within a second; the next name is another one.
            }
        }
    }

    /** @param mask of what must not be shown of inputs that are refused */
    private Map<String, Object> convert(Definition definition, Map<String, Object> given, Mask mask) {
        if (definition.isRemote()) {
            return given;
        }
        return switch (Inputs.convert(definition.toRun().inputs(), given, machine)) {
            case Inputs.Converted converted -> converted.values();
            case Inputs.Refused refused -> {
                List<Problem.Item> items = refused.problems().stream()
                        .map(problem -> Problem.Item.at(problem.path(), mask.text(problem.message())))
                        .toList();
                String detail = refused.problems().stream()
                        .map(problem -> problem.path().substring(1).replace('/', '.') + ": " + problem.message())
                        .collect(Collectors.joining("; "));
                throw ProblemException.invalid("invalid-inputs", "The inputs are not valid", mask.text(detail), items);
            }
        };
    }

    /** The execution of this id. Throws a 404 when there is none that the caller sees. */
    ExecutionRow get(Caller by, String executionId) {
        return store.find(executionId)
                .filter(row -> row.ownership().isVisibleTo(by))
                .orElseThrow(() -> ProblemException.notFound("execution", executionId));
    }

    /** Throws a 403 for who only sees the execution: its user decides about it, and the owner of its workflow. */
    private void requireDecision(Caller by, ExecutionRow row) {
        if (!row.ownership().isChangeableBy(by)
                && !definitions.get(row.definition()).owner().equals(Optional.of(by.userId()))) {
            throw ProblemException.of(
                    403,
                    "not-owner",
                    "The execution belongs to somebody else",
                    "Execution %s is shared: you can look at it, but only its user and the owner of its workflow can cancel or resume it."
                            .formatted(row.executionId()));
        }
    }

    /** An execution with its steps, both as of the same moment, without its secrets. */
    Whole whole(ExecutionRow row) {
        return whole(row, Ended.of(journals.read(row.id())));
    }

    /** The same, when its state is at hand. */
    Whole whole(ExecutionRow row, Ended ended) {
        ExecutionState state = ended.state();
        Masking masking = new Masking(ended.secrets().mask());
        ExecutionRow present = masking.row(row.with(state, row.owner(), row.epoch()));
        return new Whole(present, state.steps().stream().map(masking::step).toList());
    }

    /** Waits until an execution has ended, wherever it runs; whether it has in this time. */
    boolean awaitEnd(ExecutionRow row, Duration patience) throws InterruptedException {
        Instant deadline = clock.instant().plus(patience);
        try (Watch watch = hub.watch(EventMessages.ofExecution(row.id()))) {
            while (true) {
                ExecutionRow now = store.find(row.id()).orElseThrow();
                Duration left = Duration.between(clock.instant(), deadline);
                if (now.status().ended() || left.isNegative()) {
                    return now.status().ended();
                }
                watch.await(now.lastSeq(), left);
            }
        }
    }

    /** The executions that the caller sees, newest first and one more than the page has when there are more. */
    List<ExecutionRow> list(Caller by, ExecutionFilter filter, PageRequest page) {
        return lists.list(by, filter, page.before(), page.offset(), page.limit() + 1);
    }

    /** How many there are that the caller sees. */
    long count(Caller by, ExecutionFilter filter) {
        return lists.count(by, filter);
    }

    /**
     * How the newest executions of a workflow went that the caller sees. Throws a 404 when there is no such workflow that
     * the caller sees.
     */
    Statistics statistics(Caller by, String workflow) {
        String id = workflows.requireExisting(by, workflow);
        return Statistics.of(id, lists.ended(by, id, STATISTICS_WINDOW));
    }

    /**
     * Asks for an execution's cancellation; the request is on disk when this returns. Throws a 404 when there is none that
     * the caller sees, a 409 when it has ended, a 403 when that is for others to decide.
     *
     * @return how it stands now
     */
    CancelResponse cancel(Caller by, String executionId) throws InterruptedException {
        ExecutionRow row = get(by, executionId);
        cancel(by, row);
        return new CancelResponse(
                row.executionId(), get(by, executionId).status().wire());
    }

    private void cancel(Caller by, ExecutionRow row) throws InterruptedException {
        requireDecision(by, row);
        long now = clock.millis();
        database.writer().write(tx -> {
            ExecutionStatus status = Objects.requireNonNull(ExecutionStore.status(tx, row.id()));
            if (status.ended()) {
                throw ended(row, status);
            }
            ExecutionStore.requestCancel(tx, row.id(), now);
            return status;
        });
        ServerLog.of(row).cancelRequested();
        engine.cancel(row.id());
    }

    private static ProblemException ended(ExecutionRow row, ExecutionStatus status) {
        return ProblemException.conflict(
                "execution-ended",
                "The execution has ended",
                "Execution %s has ended already: it is %s.".formatted(row.executionId(), status.wire()));
    }

    /**
     * Has a failed or cancelled execution go on.
     *
     * @param fromStep where, or null for the step that failed
     * @param inputs values that replace earlier ones
     * @param traceParent the span of the request that asks for it, as text; null when there is none
     */
    Engine.Accepted resume(
            Caller by,
            ExecutionRow row,
            @Nullable String fromStep,
            Map<String, Object> inputs,
            @Nullable String traceParent,
            Function<ExecutionRow, Write<?>> keep)
            throws InterruptedException {
        requireDecision(by, row);
        if (row.status() != ExecutionStatus.FAILED && row.status() != ExecutionStatus.CANCELLED) {
            throw ProblemException.conflict(
                    "not-resumable",
                    "The execution cannot be resumed",
                    "Execution %s is %s; only a failed or cancelled one can be resumed."
                            .formatted(row.executionId(), row.status().wire()));
        }
        Definition definition = definitions.get(row.definition());
        Workflow workflow = definition.toRun();
        String from = fromStep == null ? lastStep(row, workflow) : requireStep(workflow, fromStep);
        KnownSecretsStore.Known known = journals.secrets(row.id());
        ExecutionRow restored = known.restore(row);
        Map<String, Object> merged = new HashMap<>(restored.inputs());
        merged.putAll(inputs);
        ExecutionRow changed = inputs.isEmpty()
                ? restored
                : restored.withInputs(
                        convert(definition, merged, known.secrets().mask()));
        try {
            return engine.resume(changed, definition, Detail.Resumed.onRequest(from, traceParent), keep);
        } catch (OwnershipLost _) {
            throw ProblemException.conflict(
                    "not-resumable",
                    "The execution cannot be resumed",
                    "Execution %s was resumed by another request.".formatted(row.executionId()));
        }
    }

    /** The step at the top of the workflow that failed or was cancelled last, be it by its parts; the beginning when nothing had run. */
    private String lastStep(ExecutionRow row, Workflow workflow) {
        return journals.read(row.id()).state().steps().reversed().stream()
                .filter(step -> VisitPath.isTop(step.path()))
                .filter(step -> step.status() != StepStatus.COMPLETED && step.status() != StepStatus.SKIPPED)
                .map(StepRun::name)
                .findFirst()
                .orElse(workflow.initial());
    }

    private static String requireStep(Workflow workflow, String name) {
        if (workflow.steps().get(name) == null) {
            throw ProblemException.invalid(
                    "/from_step",
                    "the workflow has no step `%s`; it has %s"
                            .formatted(name, String.join(", ", workflow.steps().keySet())));
        }
        if (!workflow.wayPoints().contains(name)) {
            throw ProblemException.invalid(
                    "/from_step",
                    "`%s` runs only as a part of another step; go on from one of %s"
                            .formatted(name, String.join(", ", workflow.wayPoints())));
        }
        return name;
    }

    /** A status by its name in a query; null when it is not there. Throws a 422 that names what there is. */
    static @Nullable ExecutionStatus status(@Nullable String name) {
        if (name == null) {
            return null;
        }
        try {
            return ExecutionStatus.of(name.toLowerCase(Locale.ROOT));
        } catch (IllegalArgumentException _) {
            throw ProblemException.invalid(
                    "/status",
                    "status must be queued, running, waiting, completed, failed or cancelled, not `" + name + "`");
        }
    }
}
