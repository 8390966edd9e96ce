package dev.millrace.workflow;

import dev.millrace.access.Visibility;
import dev.millrace.workflow.Workflow.OnInterrupt;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a workflow without a definition comes to: one step, which hands the inputs as they are to a robot, and whose outputs
 * are those of the execution.
 */
public final class RemoteWorkflow {
    /** The name of the step. */
    public static final String STEP = "robot";

    private static final String DONE = "done";

    private RemoteWorkflow() {}

    /** The workflow of this id. */
    static Workflow of(String id) {
        Map<String, Step> steps = new LinkedHashMap<>();
        steps.put(STEP, new Step.Robot(STEP, common(), Map.of(), Optional.empty(), Optional.empty(), Optional.empty()));
        steps.put(DONE, new Step.Terminal(DONE, "", Step.Outcome.SUCCESS, Optional.empty(), OptionalInt.empty()));
        return new Workflow(
                id,
                new Workflow.About("", "", "", List.of()),
                Map.of(),
                List.of(),
                STEP,
                steps,
                new Workflow.Hooks(List.of(), List.of(), List.of(), List.of()),
                List.of(),
                Map.of(),
                OptionalInt.empty(),
                OnInterrupt.RERUN,
                Visibility.PRIVATE);
    }

    private static Common common() {
        return new Common(
                "",
                Optional.empty(),
                new Common.Routes(List.of(), Optional.of(DONE), Optional.empty(), false),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                new Common.Hooks(List.of(), List.of()),
                Optional.empty());
    }
}
