package dev.millrace.execution;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a run has decided besides the outcomes of its steps: what its loops go through, whom it has called, which hooks
 * have run. What belongs to a step is forgotten when the step has ended. Not thread-safe.
 */
final class Decisions {
    private final Map<String, Loop> loops = new HashMap<>();
    private final Map<String, String> calls = new HashMap<>();
    private final Set<String> hooks = new HashSet<>();

    /**
     * What a loop does.
     *
     * @param items of a {@code for_each}; null for a {@code while}
     * @param maxIterations as it was given, or rendered
     * @param begun how many iterations have begun: as many times it was decided to go on
     */
    record Loop(@Nullable List<@Nullable Object> items, int maxIterations, int begun) {
        /** How many iterations there can be at most. */
        int limit() {
            return items == null ? maxIterations : Math.min(maxIterations, items.size());
        }

        private Loop begun(int iterations) {
            return iterations <= begun ? this : new Loop(items, maxIterations, iterations);
        }
    }

    /** Decisions as they are kept. */
    record Snapshot(Map<String, Loop> loops, Map<String, String> calls, Set<String> hooks) {}

    Decisions() {}

    Decisions(Snapshot snapshot) {
        loops.putAll(snapshot.loops());
        calls.putAll(snapshot.calls());
        hooks.addAll(snapshot.hooks());
    }

    void planned(String path, Detail.LoopPlanned plan) {
        loops.put(path, new Loop(plan.items(), plan.maxIterations(), 0));
    }

    void called(String path, Detail.StepCalled call) {
        calls.put(path, call.executionId());
    }

    void hooksEnded(@Nullable String path, Detail.HooksEnded ended) {
        hooks.add(key(path, ended.hooks()));
    }

    /** A step that starts in an iteration of a loop shows that the iteration has begun. */
    void stepStarted(String path) {
        int step = path.lastIndexOf('/');
        int iteration = path.lastIndexOf('/', step - 1);
        if (loops.isEmpty() || iteration < 0) {
            return;
        }
        // A branch of a parallel step in an iteration has a path in which the number is missing.
        loops.computeIfPresent(
                path.substring(0, iteration),
                (_, loop) -> loop.begun(1 + Integer.parseInt(path, iteration + 1, step, 10)));
    }

    void stepEnded(String path) {
        loops.remove(path);
        calls.remove(path);
    }

    @Nullable
    Loop loop(String path) {
        return loops.get(path);
    }

    @Nullable
    String called(String path) {
        return calls.get(path);
    }

    /** Whether a step that has not ended has called this execution. */
    boolean hasCalled(String executionId) {
        return calls.containsValue(executionId);
    }

    boolean hooksEnded(@Nullable String path, String name) {
        return hooks.contains(key(path, name));
    }

    private static String key(@Nullable String path, String name) {
        return path == null ? name : path + " " + name;
    }

    Snapshot snapshot() {
        return new Snapshot(Map.copyOf(loops), Map.copyOf(calls), Set.copyOf(hooks));
    }
}
