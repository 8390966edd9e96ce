package dev.millrace.execution;

import dev.millrace.workflow.Operations;
import dev.millrace.workflow.Step;

/** Finds the runner of a step: a new type of step is one more case here. */
final class Steps {
    private final Commands commands;

    Steps(Commands commands) {
        this.commands = commands;
    }

    /** Runs one attempt. */
    Outcome run(Visit visit) throws InterruptedException {
        return switch (visit.activity()) {
            case Step.Command command -> commands.run(command, visit);
            case Step.Operation operation
            when operation.operation().equals(Operations.SET) -> SetOperation.run(operation, visit);
            case Step.Operation _, Step.Parallel _, Step.Loop _, Step.CallWorkflow _ ->
                throw new IllegalStateException(
                        "step `" + visit.step() + "` is of a type that this server does not run");
        };
    }

    /** The name of a step's type. */
    String kind(Step.Activity step) {
        return switch (step) {
            case Step.Command _ -> "command";
            case Step.Operation _ -> "operation";
            case Step.Parallel _ -> "parallel";
            case Step.ForEach _ -> "for_each";
            case Step.While _ -> "while";
            case Step.CallWorkflow _ -> "call_workflow";
        };
    }
}
