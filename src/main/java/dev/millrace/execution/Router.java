package dev.millrace.execution;

import dev.millrace.expression.Scope;
import dev.millrace.workflow.Common;
import dev.millrace.workflow.Step;
import org.jspecify.annotations.Nullable;

/** Decides where an execution goes after a step. */
final class Router {
    private Router() {}

    /**
     * The name of the next step, or null when the step's failure is the execution's. Transitions come first, in their
     * order; after a failure only commands and keywords look at them.
     */
    static @Nullable String next(Step.Activity step, Outcome outcome, Scope scope) {
        Common.Routes routes = step.common().routes();
        if (outcome.succeeded() || step instanceof Step.Command || step instanceof Step.Keyword) {
            for (Common.Transition transition : routes.transitions()) {
                if (transition.when().isEmpty() || transition.when().get().test(scope)) {
                    return transition.target();
                }
            }
        }
        return outcome.succeeded() || routes.continueOnError()
                ? routes.onSuccess().orElse(null)
                : routes.onFailure().orElse(null);
    }
}
