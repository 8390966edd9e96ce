package dev.millrace.workflow;

import dev.millrace.workflow.Step.Activity;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Checks that every step has a next step, and that the parts of parallel steps and loops can be parts. */
final class StructureCheck {
    /** Loops and parallel steps inside one another. */
    private static final int MAX_NESTING = 32;

    private final States states;
    /** The loops and parallel steps that a step is part of. */
    private final Map<String, Set<String>> wholes = new HashMap<>();

    StructureCheck(States states) {
        this.states = states;
        for (Step step : states.steps().values()) {
            for (String part : step.parts()) {
                wholes.computeIfAbsent(part, _ -> new TreeSet<>()).add(step.name());
            }
        }
    }

    void run() {
        Set<String> entered = entered();
        for (Step step : states.steps().values()) {
            if (step instanceof Activity activity && (!isPart(step) || entered.contains(step.name()))) {
                requireNext(activity);
            }
            refuseTerminalParts(step);
            warnIfShared(step);
        }
        checkNesting();
    }

    private Set<String> wholes(Step part) {
        return wholes.getOrDefault(part.name(), Set.of());
    }

    private boolean isPart(Step step) {
        return wholes.containsKey(step.name());
    }

    /** The states that a run comes to by going from step to step, not as parts of another step. */
    private Set<String> entered() {
        Set<String> entered = new HashSet<>(Set.of(states.initial()));
        for (Step step : states.steps().values()) {
            if (!isBranch(step)) {
                step.targets().stream()
                        .filter(target -> wholes(step).stream().noneMatch(whole -> staysIn(whole, target)))
                        .forEach(entered::add);
            }
        }
        return entered;
    }

    /** Where a branch leads is not followed. */
    private boolean isBranch(Step step) {
        return wholes(step).stream().anyMatch(whole -> states.step(whole).orElse(null) instanceof Step.Parallel);
    }

    private boolean staysIn(String whole, String target) {
        return target.equals(whole) || wholes.getOrDefault(target, Set.of()).contains(whole);
    }

    private void requireNext(Activity step) {
        Common.Routes routes = step.common().routes();
        boolean hasDefault = routes.transitions().stream()
                .anyMatch(transition -> transition.when().isEmpty());
        if (routes.onSuccess().isEmpty() && !hasDefault) {
            Section section = states.section(step);
            section.error("%s has no next step after a success: %s"
                    .formatted(
                            section.subject(), remedy(step, routes.transitions().isEmpty())));
        }
    }

    private static String remedy(Step step, boolean noTransitions) {
        if (step instanceof Step.Loop) {
            return "add on_complete";
        }
        return noTransitions ? "add on_success" : "add on_success, or a last transition without `when`";
    }

    private void refuseTerminalParts(Step whole) {
        String key = whole instanceof Step.Parallel ? "parallel" : "body";
        for (String part : whole.parts()) {
            if (states.step(part).orElse(null) instanceof Step.Terminal) {
                Section section = states.section(whole);
                section.error(
                        key,
                        "%s of %s names %s, a terminal; name steps that do something"
                                .formatted(key, section.subject(), Quoted.of(part)));
            }
        }
    }

    /** A step that goes back to its loop leaves the other loop whose body it is in as well. */
    private void warnIfShared(Step step) {
        Set<String> wholes = wholes(step);
        if (wholes.size() > 1 && step.targets().stream().anyMatch(wholes::contains)) {
            Section section = states.section(step);
            section.warning("%s is a part of %s: by going to one of them it leaves the others"
                    .formatted(section.subject(), Quoted.all(wholes)));
        }
    }

    private void checkNesting() {
        StateGraph nesting = new StateGraph(
                states.names(), name -> states.step(name).map(Step::parts).orElse(List.of()));
        for (List<String> circle : nesting.cycles()) {
            Section section = states.section(states.step(circle.getFirst()).orElseThrow());
            String through = circle.size() == 1 ? "" : ", through " + Quoted.all(circle.subList(1, circle.size()));
            section.error("%s is a part of itself%s".formatted(section.subject(), through));
        }
        for (Step step : states.steps().values()) {
            if (!isPart(step) && nesting.levels(step.name()) > MAX_NESTING) {
                Section section = states.section(step);
                section.error("the loops and parallel steps in %s are nested deeper than %d levels"
                        .formatted(section.subject(), MAX_NESTING));
            }
        }
    }
}
