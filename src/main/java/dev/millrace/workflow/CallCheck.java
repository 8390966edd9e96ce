package dev.millrace.workflow;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Warns of calls of other workflows that come back to the workflow itself, as far as stored workflows show it. */
final class CallCheck {
    /** Ways through more workflows are not looked for; a run would not come that far either. */
    private static final int MOST_WORKFLOWS = 1_000;

    private final String id;
    private final Function<String, Collection<String>> calls;

    /**
     * @param id of the workflow that is read
     * @param calls the ids that a stored workflow calls
     */
    CallCheck(String id, Function<String, Collection<String>> calls) {
        this.id = id;
        this.calls = calls;
    }

    void run(States states) {
        for (Step step : states.steps().values()) {
            if (step instanceof Step.CallWorkflow call) {
                circle(call.workflow()).ifPresent(way -> warn(states.section(step), way));
            }
        }
    }

    private static void warn(Section section, List<String> way) {
        String message = way.size() == 2
                ? "%s calls the workflow that it is in: such a call fails".formatted(section.subject())
                : "%s calls a workflow that comes back to this one (%s): the call that closes the circle fails"
                        .formatted(section.subject(), String.join(" > ", way));
        section.warning("workflow", message);
    }

    /** The shortest way from this workflow by a call to itself. */
    private Optional<List<String>> circle(String called) {
        Map<String, String> callers = new HashMap<>(Map.of(folded(called), id));
        Deque<String> open = new ArrayDeque<>(List.of(called));
        while (!open.isEmpty() && callers.size() <= MOST_WORKFLOWS) {
            String next = open.remove();
            if (folded(next).equals(folded(id))) {
                return Optional.of(way(next, callers));
            }
            for (String further : calls.apply(next)) {
                if (callers.putIfAbsent(folded(further), next) == null) {
                    open.add(further);
                }
            }
        }
        return Optional.empty();
    }

    private List<String> way(String end, Map<String, String> callers) {
        List<String> way = new ArrayList<>(List.of(end));
        do {
            way.addFirst(callers.getOrDefault(folded(way.getFirst()), id));
        } while (!folded(way.getFirst()).equals(folded(id)));
        return way;
    }

    private static String folded(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
