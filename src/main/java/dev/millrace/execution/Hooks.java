package dev.millrace.execution;

import dev.millrace.expression.ExpressionException;
import dev.millrace.workflow.Step;
import dev.millrace.workflow.Workflow.Hook;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Runs hooks: lines for the log and commands around a run and around its steps. Each list runs once in a run, and again
 * only if the server died meanwhile. A hook that fails leaves a line in the log, and the next one runs; only one at the
 * start of the workflow ends the run.
 */
@Singleton
final class Hooks {
    /** A run that was cancelled must end; so its hooks have a limit, where others can be cancelled. */
    private static final Duration CANCEL_LIMIT = Duration.ofMinutes(1);

    private final Commands commands;

    Hooks(Commands commands) {
        this.commands = commands;
    }

    /**
     * Where hooks run.
     *
     * @param name how they are called in the document
     * @param step null for those of the workflow
     * @param path the visit of the step; null likewise
     */
    record Place(
            String name, @Nullable String step, @Nullable String path, RunContext run) {
        void log(String text) {
            run.log(step, path, "system", text);
        }
    }

    /** Runs the hooks at the start of a workflow up to the first that fails; why the workflow must not begin, or null. */
    @Nullable
    Failure start(List<Hook> hooks, Walk top) throws InterruptedException {
        Place place = new Place("workflow_start", null, null, top.run());
        if (isOver(hooks, place)) {
            return null;
        }
        for (Hook hook : hooks) {
            String complaint = run(hook, place, top.bindings(), top.cancellation());
            if (complaint != null) {
                return new Failure(Failure.HOOK_FAILED, "a workflow_start hook failed: " + complaint, null);
            }
        }
        recordEnd(place);
        return null;
    }

    void completed(List<Hook> hooks, Walk top) throws InterruptedException {
        runAll(hooks, new Place("workflow_end", null, null, top.run()), top.bindings(), top.cancellation());
    }

    void failed(List<Hook> hooks, Walk top, Bindings bindings) throws InterruptedException {
        runAll(hooks, new Place("workflow_error", null, null, top.run()), bindings, top.cancellation());
    }

    void cancelled(List<Hook> hooks, Walk top) throws InterruptedException {
        try (Cancellation.Child limited = new Cancellation().child(CANCEL_LIMIT)) {
            runAll(hooks, new Place("workflow_cancel", null, null, top.run()), top.bindings(), limited.cancellation());
        }
    }

    /** Runs the hooks before a step. That the step has started tells that they have ended. */
    void before(Step.Activity step, String path, Walk walk) throws InterruptedException {
        Place place = new Place("pre", step.name(), path, walk.run());
        for (Hook hook : step.common().hooks().pre()) {
            warn(run(hook, place, walk.bindings(), walk.cancellation()), place);
        }
    }

    /** Runs the hooks after a step whose end is on record. */
    void after(Step.Activity step, String path, Walk walk) throws InterruptedException {
        if (walk.cancellation().cause() == null) {
            Place place = new Place("post", step.name(), path, walk.run());
            runAll(step.common().hooks().post(), place, walk.bindings(), walk.cancellation());
        }
    }

    private void runAll(List<Hook> hooks, Place place, Bindings bindings, Cancellation cancellation)
            throws InterruptedException {
        if (isOver(hooks, place)) {
            return;
        }
        for (Hook hook : hooks) {
            warn(run(hook, place, bindings, cancellation), place);
        }
        recordEnd(place);
    }

    private static boolean isOver(List<Hook> hooks, Place place) {
        return hooks.isEmpty() || place.run().journal().recorded().hooksEnded(place.path(), place.name());
    }

    private static void recordEnd(Place place) {
        place.run().journal().record(place.step(), place.path(), new Detail.HooksEnded(place.name()));
    }

    private static void warn(@Nullable String complaint, Place place) {
        if (complaint != null) {
            place.log("[a hook failed (" + place.name() + "): " + complaint + "]\n");
        }
    }

    /** Runs one hook; what went wrong, or null. */
    private @Nullable String run(Hook hook, Place place, Bindings bindings, Cancellation cancellation)
            throws InterruptedException {
        try {
            return switch (hook) {
                case Hook.Log log -> {
                    place.log(log.message().render(bindings) + "\n");
                    yield null;
                }
                case Hook.Run command -> commands.runHook(command.command().render(bindings), place, cancellation);
            };
        } catch (ExpressionException e) {
            return Objects.requireNonNull(e.getMessage());
        }
    }
}
