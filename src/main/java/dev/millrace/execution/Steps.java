package dev.millrace.execution;

import dev.millrace.workflow.Step;
import jakarta.inject.Singleton;

/** Finds the runner of a step: a new type of step is one more case here. */
@Singleton
final class Steps {
    private final Commands commands;
    private final OperationSteps operations;
    private final KeywordSteps keywords;
    private final RobotSteps robots;
    private final Calls calls;
    private final StepTimes times;

    Steps(
            Commands commands,
            OperationSteps operations,
            KeywordSteps keywords,
            RobotSteps robots,
            Calls calls,
            StepTimes times) {
        this.commands = commands;
        this.operations = operations;
        this.keywords = keywords;
        this.robots = robots;
        this.calls = calls;
        this.times = times;
    }

    /** Runs one attempt. */
    Result run(Visit visit) throws InterruptedException {
        long start = System.nanoTime();
        Result result = act(visit);
        times.record(kind(visit.activity()), result.outcome().status(), System.nanoTime() - start);
        return result;
    }

    private Result act(Visit visit) throws InterruptedException {
        return switch (visit.activity()) {
            case Step.Command command -> Result.of(commands.run(command, visit));
            case Step.Operation operation -> Result.of(operations.run(operation, visit));
            case Step.Keyword keyword -> Result.of(keywords.run(keyword, visit));
            case Step.Robot robot -> robots.run(robot, visit);
            case Step.Loop loop -> new Iterations(loop, visit).run();
            case Step.Parallel parallel -> Result.of(new Branches(parallel, visit).run());
            case Step.CallWorkflow call -> Result.of(calls.run(call, visit));
        };
    }

    /** Whether a step does something here itself, rather than have other steps, workflows or robots do it. */
    static boolean actsItself(Step.Activity step) {
        return switch (step) {
            case Step.Command _, Step.Operation _, Step.Keyword _ -> true;
            case Step.Robot _, Step.Parallel _, Step.Loop _, Step.CallWorkflow _ -> false;
        };
    }

    /** The name of a step's type. */
    static String kind(Step.Activity step) {
        return switch (step) {
            case Step.Command _ -> "command";
            case Step.Operation _ -> "operation";
            case Step.Keyword _ -> KeywordSteps.KIND;
            case Step.Robot _ -> RobotSteps.KIND;
            case Step.Parallel _ -> "parallel";
            case Step.ForEach _ -> "for_each";
            case Step.While _ -> "while";
            case Step.CallWorkflow _ -> "call_workflow";
        };
    }
}
