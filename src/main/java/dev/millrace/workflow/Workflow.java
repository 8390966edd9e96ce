package dev.millrace.workflow;

import dev.millrace.access.Visibility;
import dev.millrace.expression.Template;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A workflow as its document says, checked and with all templates and conditions parsed. Immutable.
 *
 * <p>Every name that a step refers to is a key of {@code steps}; so is {@code initial}. Steps synthesised from an inline
 * {@code on_failure} are among the steps, after those of the document.
 *
 * @param about who and what for; has no effect on runs
 * @param inputs the declared inputs by name, in the order of the document
 * @param env names of the server's variables that commands may see if the server allows it too
 * @param initial the step that a run begins with
 * @param steps the steps by name, in the order of the document
 * @param outputs what an execution gives back, in the order of the document
 * @param session what the session of keyword steps is to be, as a request that starts one says it
 * @param concurrency how many executions may run at a time, those that others call not counted; empty for any number
 * @param onInterrupt what becomes of a step that a server left unfinished, unless the step says otherwise
 * @param visibility who may see the workflow and its executions besides its owner
 */
public record Workflow(
        String name,
        About about,
        Map<String, Input> inputs,
        List<String> env,
        String initial,
        Map<String, Step> steps,
        Hooks hooks,
        List<Output> outputs,
        Map<String, Value> session,
        OptionalInt concurrency,
        OnInterrupt onInterrupt,
        Visibility visibility) {

    /** Description, version and author are empty where the document has none. */
    public record About(String description, String version, String author, List<String> tags) {
        public About {
            tags = List.copyOf(tags);
        }
    }

    /** Commands and log lines around a whole run, each list in order. */
    public record Hooks(List<Hook> start, List<Hook> end, List<Hook> error, List<Hook> cancel) {
        public Hooks {
            start = List.copyOf(start);
            end = List.copyOf(end);
            error = List.copyOf(error);
            cancel = List.copyOf(cancel);
        }
    }

    /** What becomes of a step whose server died while it ran. */
    public enum OnInterrupt {
        /** It runs again, so it may act twice. */
        RERUN,
        /** It has failed, so it acts at most once. */
        FAIL
    }

    /** One line for the log, or one shell command whose failure is a warning (but ends the run in {@code start}). */
    public sealed interface Hook {
        record Log(Template message) implements Hook {}

        record Run(Template command) implements Hook {}
    }

    public Workflow {
        inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
        env = List.copyOf(env);
        steps = Collections.unmodifiableMap(new LinkedHashMap<>(steps));
        outputs = List.copyOf(outputs);
        session = Collections.unmodifiableMap(new LinkedHashMap<>(session));
    }

    /** Whether it drives browsers or devices. */
    public boolean hasKeywords() {
        return steps.values().stream().anyMatch(Step.Keyword.class::isInstance);
    }

    /** The names of the steps that a run can come to by itself, from the initial one on; not as parts of other steps. */
    public Set<String> wayPoints() {
        Set<String> reached = new LinkedHashSet<>();
        Deque<String> open = new ArrayDeque<>(List.of(initial));
        while (!open.isEmpty()) {
            String name = open.remove();
            if (reached.add(name)) {
                open.addAll(step(name).targets());
            }
        }
        return reached;
    }

    /**
     * The step of a name that this workflow uses.
     *
     * @throws IllegalArgumentException if there is no such step
     */
    public Step step(String name) {
        Step step = steps.get(name);
        if (step == null) {
            throw new IllegalArgumentException("workflow `%s` has no step `%s`".formatted(this.name, name));
        }
        return step;
    }
}
