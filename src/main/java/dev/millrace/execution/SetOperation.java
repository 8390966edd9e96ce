package dev.millrace.execution;

import dev.millrace.expression.ExpressionException;
import dev.millrace.workflow.Step;
import java.util.Map;

/** The operation {@code set}: its rendered inputs are its outputs. It acts on nothing, so it never waits for the disk. */
final class SetOperation {
    private SetOperation() {}

    static Outcome run(Step.Operation step, Visit visit) {
        try {
            Map<String, Object> values = Arguments.render(step.inputs(), visit.bindings());
            return Outcome.completed(values, values);
        } catch (ExpressionException e) {
            return Outcome.failed(
                    new Failure(Failure.TEMPLATE, "step `" + step.name() + "`: " + e.getMessage(), step.name()));
        }
    }
}
