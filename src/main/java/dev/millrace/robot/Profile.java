package dev.millrace.robot;

import dev.millrace.execution.RobotHost.Task;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a robot says of itself.
 *
 * @param workflows the ids of the workflows that it does; empty for all
 * @param capacity how many runs it does at a time; 0 for none at present
 */
record Profile(Optional<Set<String>> workflows, int capacity, Map<String, String> labels) {
    Profile {
        workflows = workflows.map(Set::copyOf);
        labels = Map.copyOf(labels);
    }

    /** Whether it does what a task asks for. */
    boolean does(Task task) {
        return does(task.workflow(), task.labels());
    }

    /** The same for a task of this workflow that needs these labels. */
    boolean does(String workflow, Map<String, String> needed) {
        return workflows.map(ids -> ids.contains(workflow)).orElse(true)
                && labels.entrySet().containsAll(needed.entrySet());
    }
}
