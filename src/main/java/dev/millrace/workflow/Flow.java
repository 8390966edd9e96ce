package dev.millrace.workflow;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The ways through a workflow. A parallel step and its branches, and a loop and its body, lead to each other: that is how
 * results get from the parts to whatever comes after the whole.
 */
final class Flow {
    private final States states;
    private final StateGraph graph;

    Flow(States states) {
        this.states = states;
        Map<String, List<String>> ways = new LinkedHashMap<>();
        states.names().forEach(name -> ways.put(name, new ArrayList<>()));
        for (Step step : states.steps().values()) {
            add(ways, step.name(), step.targets());
            add(ways, step.name(), step.parts());
            for (int i = 0; i < step.parts().size(); i++) {
                add(ways, step.parts().get(i), List.of(step.name()));
                if (step instanceof Step.Loop && i > 0) {
                    add(ways, step.parts().get(i - 1), List.of(step.parts().get(i)));
                }
            }
        }
        this.graph = new StateGraph(states.names(), name -> ways.getOrDefault(name, List.of()));
    }

    private static void add(Map<String, List<String>> ways, String from, List<String> to) {
        ways.computeIfAbsent(from, _ -> new ArrayList<>()).addAll(to);
    }

    /** Whether a state can have been run when another one is reached; a state counts as run in what it says itself. */
    boolean canComeBefore(String state, String later) {
        return graph.leads(state, later);
    }

    /** Warns of states that nothing leads to, and of cycles that nothing leads out of. */
    void warn() {
        Set<String> reachable = graph.reachableFrom(states.initial());
        states.sections().forEach((name, section) -> {
            if (!reachable.contains(name)) {
                section.warning("nothing leads to %s, so it never runs".formatted(section.subject()));
            }
        });
        for (List<String> cycle : graph.cycles()) {
            if (reachable.contains(cycle.getFirst()) && !graph.hasExit(cycle)) {
                Section section = states.section(states.step(cycle.getFirst()).orElseThrow());
                section.warning(
                        "nothing leads out of the cycle of %s: only a failure ends it".formatted(Quoted.all(cycle)));
            }
        }
    }
}
