package dev.millrace.execution;

import dev.millrace.http.PageRequest;
import dev.millrace.http.Problem;
import dev.millrace.http.ProblemException;
import dev.millrace.live.Hub;
import dev.millrace.live.Watch;
import dev.millrace.store.Database;
import dev.millrace.store.Ids;
import dev.millrace.store.Write;
import dev.millrace.workflow.Definition;
import dev.millrace.workflow.Definitions;
import dev.millrace.workflow.Inputs;
import dev.millrace.workflow.Workflow;
import dev.millrace.workflow.Workflows;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What callers can do with executions: start them, look at them, cancel them, have them go on. Thread-safe. */
@Singleton
final class Executions {
    private static final int STATISTICS_WINDOW = 1_000;

    private final Engine engine;
    private final Database database;
    private final ExecutionStore store;
    private final JournalStore journals;
    private final Workflows workflows;
    private final Definitions definitions;
    private final Hub hub;
    private final Ids ids;
    private final Clock clock;

    Executions(
            Engine engine,
            Database database,
            Workflows workflows,
            Definitions definitions,
            Hub hub,
            Ids ids,
            Clock clock) {
        this.engine = engine;
        this.database = database;
        this.store = new ExecutionStore(database);
        this.journals = new JournalStore(database);
        this.workflows = workflows;
        this.definitions = definitions;
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
            @Nullable String traceParent) {}

    /** An execution with its steps. */
    record Whole(ExecutionRow row, List<StepRun> steps) {}

    /**
     * Starts an execution; it is on disk when this returns, together with what {@code keep} makes of it.
     *
     * @throws ProblemException when there is no such workflow, or its inputs are not valid
     */
    Engine.Accepted start(Order order, Function<ExecutionRow, Write<?>> keep) throws InterruptedException {
        Definition definition = workflows.runnable(order.workflow(), order.revision());
        Map<String, Object> inputs = convert(definition, order.inputs());
        while (true) {
            long now = clock.millis();
            ExecutionRow row = ExecutionRow.accepted(
                            ids.next(), ReadableId.of(definition.workflowId(), now), definition, inputs, now)
                    .ordered(order.priority(), order.trigger(), order.requestId());
            try {
                return engine.accept(row, definition, order.traceParent(), keep);
            } catch (Append.DuplicateId _) {
                // One chance in 10^11 within a second; the next name is another one.
            }
        }
    }

    private static Map<String, Object> convert(Definition definition, Map<String, Object> given) {
        if (definition.workflow().isEmpty()) {
            return given;
        }
        return switch (Inputs.convert(definition.workflow().get().inputs(), given)) {
            case Inputs.Converted converted -> converted.values();
            case Inputs.Refused refused -> {
                List<Problem.Item> items = refused.problems().stream()
                        .map(problem -> Problem.Item.at(problem.path(), problem.message()))
                        .toList();
                String detail = refused.problems().stream()
                        .map(problem -> problem.path().substring(1).replace('/', '.') + ": " + problem.message())
                        .collect(Collectors.joining("; "));
                throw ProblemException.invalid("invalid-inputs", "The inputs are not valid", detail, items);
            }
        };
    }

    /** The execution of this id. Throws a 404 when there is none. */
    ExecutionRow get(String executionId) {
        return store.find(executionId).orElseThrow(() -> ProblemException.notFound("execution", executionId));
    }

    /** An execution with its steps, both as of the same moment. */
    Whole whole(ExecutionRow row) {
        return whole(row, journals.read(row.id()).state());
    }

    /** The same, when its state is at hand. */
    Whole whole(ExecutionRow row, ExecutionState state) {
        ExecutionRow present = row.with(state, row.owner(), row.epoch());
        return new Whole(present, List.copyOf(state.steps()));
    }

    /** Waits until an execution has ended, wherever it runs; whether it has in this time. */
    boolean awaitEnd(ExecutionRow row, Duration patience) throws InterruptedException {
        Instant deadline = clock.instant().plus(patience);
        try (Watch watch = hub.watch(ExecutionJournal.topic(row.id()))) {
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

    List<ExecutionRow> list(ExecutionFilter filter, PageRequest page) {
        return store.list(filter, page.before(), page.offset(), page.limit() + 1);
    }

    long count(ExecutionFilter filter) {
        return store.count(filter);
    }

    /** How the newest executions of a workflow went. Throws a 404 when there is no such workflow. */
    Statistics statistics(String workflow) {
        String id = workflows.requireExisting(workflow);
        return Statistics.of(id, store.ended(id, STATISTICS_WINDOW));
    }

    /** Asks for an execution's cancellation; the request is on disk when this returns. Throws a 409 when it has ended. */
    void cancel(ExecutionRow row) throws InterruptedException {
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
            ExecutionRow row,
            @Nullable String fromStep,
            Map<String, Object> inputs,
            @Nullable String traceParent,
            Function<ExecutionRow, Write<?>> keep)
            throws InterruptedException {
        if (row.status() != ExecutionStatus.FAILED && row.status() != ExecutionStatus.CANCELLED) {
            throw ProblemException.conflict(
                    "not-resumable",
                    "The execution cannot be resumed",
                    "Execution %s is %s; only a failed or cancelled one can be resumed."
                            .formatted(row.executionId(), row.status().wire()));
        }
        Definition definition = definitions.get(row.definition());
        Workflow workflow = definition
                .workflow()
                .orElseThrow(() -> ProblemException.conflict(
                        "not-resumable",
                        "The execution cannot be resumed",
                        "A robot runs this workflow; start a new execution."));
        String from = fromStep == null ? lastStep(row, workflow) : requireStep(workflow, fromStep);
        Map<String, Object> merged = new HashMap<>(row.inputs());
        merged.putAll(inputs);
        ExecutionRow changed = row.withInputs(inputs.isEmpty() ? row.inputs() : convert(definition, merged));
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
