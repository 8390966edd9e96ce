package dev.millrace.execution;

import dev.millrace.expression.ExpressionException;
import dev.millrace.http.ProblemException;
import dev.millrace.store.Ids;
import dev.millrace.store.Outage;
import dev.millrace.store.StoreUnavailable;
import dev.millrace.workflow.Definition;
import dev.millrace.workflow.Definitions;
import dev.millrace.workflow.Inputs;
import dev.millrace.workflow.Step;
import dev.millrace.workflow.Workflows;
import dev.millrace.workflow.Workflows.Startable;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Runs steps that call other workflows. What is called is an execution of its own, with an id and a journal, which runs
 * on the thread and in the place of the one that calls.
 *
 * <p>Its id is on record with the calling step before it begins, and as long as that step has not ended, the called
 * execution belongs to it: after a crash it is not taken up on its own, but found by the calling step when its run is
 * walked through again, and gone on with; or created under that id, if it had not come to be. When the caller was
 * cancelled meanwhile, it still comes to the calling step and hands the cancellation down. So no called execution is left
 * unfinished by one that has ended.
 */
@Singleton
final class Calls {
    /** How many workflows can call each other, the first one included. */
    private static final int MAX_DEPTH = 10;

    private final CalledRuns runs;
    private final ExecutionStore store;
    private final JournalStore journals;
    private final Workflows workflows;
    private final Definitions definitions;
    private final Machine machine;
    private final Ids ids;
    private final Clock clock;

    Calls(
            CalledRuns runs,
            ExecutionStore store,
            JournalStore journals,
            Workflows workflows,
            Definitions definitions,
            Machine machine,
            Ids ids,
            Clock clock) {
        this.runs = runs;
        this.store = store;
        this.journals = journals;
        this.workflows = workflows;
        this.definitions = definitions;
        this.machine = machine;
        this.ids = ids;
        this.clock = clock;
    }

    /** The step fails before it has called anybody. */
    private static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        private final String code;

        Refused(String code, String message) {
            super(message);
            this.code = code;
        }
    }

    Outcome run(Step.CallWorkflow step, Visit visit) throws InterruptedException {
        String id = visit.journal().recorded().called(visit.path());
        ExecutionRow earlier =
                id == null ? null : Outage.outlast(() -> store.find(id)).orElse(null);
        if (earlier == null && visit.cancellation().cause() != null) {
            return visit.stopped("");
        }
        try {
            Ended ended = earlier == null ? begin(step, visit, id) : goOn(earlier, visit);
            visit.journal().secrets().addAll(ended.secrets().values());
            return outcome(
                    step,
                    visit,
                    Objects.requireNonNull(visit.journal().recorded().called(visit.path())),
                    ended.state());
        } catch (Refused e) {
            return Outcome.failed(new Failure(e.code, String.valueOf(e.getMessage()), visit.step()));
        } catch (ExpressionException e) {
            return Outcome.failed(
                    new Failure(Failure.TEMPLATE, "step `" + visit.step() + "`: " + e.getMessage(), visit.step()));
        }
    }

    private Ended begin(Step.CallWorkflow step, Visit visit, @Nullable String recordedId)
            throws Refused, InterruptedException {
        Startable called = called(step, visit);
        Definition definition = called.definition();
        Map<String, Object> inputs = inputs(step, definition, visit.bindings());
        long now = clock.millis();
        String id = recordedId;
        if (id == null) {
            id = ReadableId.of(definition.workflowId(), now);
            visit.journal().record(visit.step(), visit.path(), new Detail.StepCalled(id));
        }
        visit.journal().commit();
        ExecutionRow caller = visit.journal().row();
        ExecutionRow row =
                ExecutionRow.accepted(ids.next(), id, definition, inputs, now).calledBy(caller, called.visibility());
        try {
            Detail.Queued first = Detail.Queued.of(row, visit.traceParent());
            return runs.begin(row, first, definition, visit);
        } catch (StoreUnavailable e) {
            throw new Refused(Failure.CALL_FAILED, "step `%s`: %s".formatted(step.name(), e.getMessage()));
        }
    }

    private Ended goOn(ExecutionRow row, Visit visit) throws InterruptedException {
        JournalStore.Recorded recorded = Outage.outlast(() -> journals.read(row.id()));
        return row.status().ended()
                ? Ended.of(recorded)
                : runs.goOn(row, recorded, definitions.get(row.definition()), visit);
    }

    private Startable called(Step.CallWorkflow step, Visit visit) throws Refused {
        Startable startable;
        try {
            startable = Outage.outlast(
                    () -> workflows.callable(users(visit.journal().row()), step.workflow()));
        } catch (ProblemException e) {
            throw new Refused(
                    Failure.WORKFLOW_MISSING,
                    "step `%s` cannot call workflow `%s`: %s".formatted(step.name(), step.workflow(), e.getMessage()));
        }
        Definition definition = startable.definition();
        List<String> lineage = visit.run().lineage();
        if (lineage.contains(definition.workflowId())) {
            throw new Refused(
                    Failure.CIRCULAR_CALL,
                    "step `%s` calls workflow `%s`, which has called this one: %s"
                            .formatted(step.name(), definition.workflowId(), String.join(" > ", lineage)));
        }
        if (lineage.size() >= MAX_DEPTH) {
            throw new Refused(
                    Failure.CALL_TOO_DEEP,
                    "step `%s` calls a workflow more than %d deep: %s"
                            .formatted(step.name(), MAX_DEPTH, String.join(" > ", lineage)));
        }
        return startable;
    }

    /** By whose right an execution calls: its user's, and that of whoever wrote the call into the workflow. */
    private List<String> users(ExecutionRow caller) {
        return Stream.concat(Stream.of(caller.userId()), definitions.get(caller.definition()).owner().stream())
                .toList();
    }

    private Map<String, Object> inputs(Step.CallWorkflow step, Definition definition, Bindings bindings)
            throws Refused {
        Map<String, Object> given = Arguments.render(step.inputs(), bindings);
        if (definition.isRemote()) {
            return given;
        }
        return switch (Inputs.convert(definition.toRun().inputs(), given, machine)) {
            case Inputs.Converted converted -> converted.values();
            case Inputs.Refused refused ->
                throw new Refused(
                        Failure.INVALID_INPUTS,
                        "step `%s` calls workflow `%s` with inputs that are not valid: %s"
                                .formatted(
                                        step.name(),
                                        step.workflow(),
                                        refused.problems().stream()
                                                .map(problem -> problem.path().substring("/inputs/".length()) + ": "
                                                        + problem.message())
                                                .collect(Collectors.joining("; "))));
        };
    }

    private static Outcome outcome(Step.CallWorkflow step, Visit visit, String id, ExecutionState state) {
        if (state.status() != ExecutionStatus.COMPLETED && visit.cancellation().cause() != null) {
            return visit.stopped("").responding(Map.of("execution_id", id));
        }
        if (state.status() != ExecutionStatus.COMPLETED) {
            String message = "workflow `%s` (execution %s) %s: %s"
                    .formatted(
                            step.workflow(),
                            id,
                            state.status().wire(),
                            Optional.ofNullable(state.error())
                                    .map(Failure::message)
                                    .orElse("no reason is known"));
            return Outcome.failed(new Failure(Failure.CALL_FAILED, message, visit.step()))
                    .responding(Map.of("execution_id", id));
        }
        Map<String, Object> outputs = new LinkedHashMap<>(Objects.requireNonNullElse(state.outputs(), Map.of()));
        boolean named = false;
        for (StepRun run : state.steps()) {
            String name = step.outputs().get(run.name());
            if (name != null && run.outcome() != null) {
                outputs.put(name, run.outcome().output());
                named = true;
            }
        }
        String output = named ? "sub-workflow " + step.workflow() + " completed successfully" : "";
        return new Outcome(
                StepStatus.COMPLETED,
                null,
                output,
                "",
                false,
                outputs.isEmpty() ? null : outputs,
                Map.of("execution_id", id),
                null);
    }
}
