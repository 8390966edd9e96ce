package dev.millrace.execution;

import dev.millrace.expression.ExpressionException;
import dev.millrace.workflow.Step;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Runs a loop: its body again and again, each iteration in a walk of its own. What the loop goes through is on record
 * before the first iteration; that an iteration was begun is told by the steps in it, so a decision to go on is never
 * taken twice.
 */
final class Iterations {
    private final Step.Loop loop;
    private final Visit visit;
    private boolean stepFailed;

    Iterations(Step.Loop loop, Visit visit) {
        this.loop = loop;
        this.visit = visit;
    }

    /** Why the body came to an end before its time. */
    private sealed interface Break {
        /** It goes to a step outside. */
        record Leave(String target) implements Break {}

        /** It failed. */
        record Fail(Failure failure) implements Break {}

        /** It was stopped. */
        record Stop() implements Break {}
    }

    Result run() throws InterruptedException {
        Decisions.Loop plan = visit.journal().recorded().loop(visit.path());
        try {
            if (plan == null) {
                plan = LoopPlan.of(loop, visit);
                visit.journal()
                        .record(visit.step(), visit.path(), new Detail.LoopPlanned(plan.items(), plan.maxIterations()));
            }
            return iterate(plan);
        } catch (LoopPlan.Invalid e) {
            return failed(0, new Failure(Failure.STEP_FAILED, String.valueOf(e.getMessage()), visit.step()));
        } catch (ExpressionException e) {
            return failed(
                    0, new Failure(Failure.TEMPLATE, "step `" + visit.step() + "`: " + e.getMessage(), visit.step()));
        }
    }

    private Result iterate(Decisions.Loop plan) throws InterruptedException {
        Bindings before = null;
        for (int index = 0; ; index++) {
            boolean begun = index < plan.begun();
            if (!begun && visit.cancellation().cause() != null) {
                return Result.of(visit.stopped(output(index)));
            }
            if (!begun && before != null && breaks(before)) {
                return Result.of(completed(index));
            }
            if (index >= plan.limit()) {
                return atLimit(plan, index);
            }
            Bindings bindings = bindings(plan, index);
            try {
                if (!begun
                        && loop instanceof Step.While repeat
                        && !repeat.condition().test(bindings)) {
                    return Result.of(completed(index));
                }
            } catch (ExpressionException e) {
                return failed(
                        index,
                        new Failure(
                                Failure.CONDITION,
                                "while of step `" + visit.step() + "`: " + e.getMessage(),
                                visit.step()));
            }
            switch (body(index, bindings)) {
                case null -> before = bindings;
                case Break.Leave leave -> {
                    return new Result(completed(index + 1), leave.target(), null);
                }
                case Break.Fail fail -> {
                    return failed(index, fail.failure());
                }
                case Break.Stop _ -> {
                    return Result.of(visit.stopped(output(index)));
                }
            }
        }
    }

    private Bindings bindings(Decisions.Loop plan, int index) {
        List<@Nullable Object> items = plan.items();
        return items == null
                ? visit.bindings().iteration(null, index, -1)
                : visit.bindings().iteration(items.get(index), index, plan.limit());
    }

    private boolean breaks(Bindings bindings) {
        try {
            return loop.breakWhen().isPresent() && loop.breakWhen().get().test(bindings);
        } catch (ExpressionException e) {
            visit.remark("break_when of `" + visit.step() + "` is ignored: " + e.getMessage());
            return false;
        }
    }

    /** One iteration: the steps in their order, or in that of their routes; null when it came to its end. */
    private @Nullable Break body(int index, Bindings bindings) throws InterruptedException {
        Walk walk =
                new Walk(visit.run(), VisitPath.iteration(visit.path(), index), index, bindings, visit.cancellation());
        List<String> body = loop.body();
        int at = 0;
        while (at < body.size()) {
            Step.Activity step = (Step.Activity) visit.run().workflow().step(body.get(at));
            Passage passage = walk.visit(step);
            if (visit.cancellation().cause() != null) {
                return new Break.Stop();
            }
            if (passage.routeError() != null) {
                return new Break.Fail(passage.routeError());
            }
            boolean failed = !passage.outcome().succeeded();
            stepFailed |= failed;
            String next = passage.next();
            boolean back = loop.name().equals(next);
            if (failed && !back && !step.common().routes().continueOnError()) {
                return new Break.Fail(Objects.requireNonNull(passage.outcome().error()));
            }
            int target = next == null || back ? at + 1 : body.indexOf(next);
            if (target < 0) {
                return new Break.Leave(Objects.requireNonNull(next));
            }
            at = target;
        }
        return null;
    }

    /** All items were gone through; or the loop was cut short, which is a failure if it waited for a success. */
    private Result atLimit(Decisions.Loop plan, int iterations) {
        if (plan.items() == null && stepFailed) {
            return failed(
                    iterations,
                    new Failure(
                            Failure.STEP_FAILED,
                            "loop `%s` has reached its limit of %d iterations, and steps in it had failed"
                                    .formatted(visit.step(), plan.maxIterations()),
                            visit.step()));
        }
        return Result.of(completed(iterations));
    }

    private static String output(int iterations) {
        return "completed " + iterations + " iterations";
    }

    private static Outcome completed(int iterations) {
        return new Outcome(StepStatus.COMPLETED, null, output(iterations), "", false, null, null, null);
    }

    private static Result failed(int iterations, Failure failure) {
        return Result.of(new Outcome(StepStatus.FAILED, null, output(iterations), "", false, null, null, failure));
    }
}
