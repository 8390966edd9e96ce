package dev.millrace.workflow;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The states of a document as far as they could be read.
 *
 * @param initial empty if the document does not say
 * @param names all names in the document, in order, also of states that could not be read
 * @param steps the states that could be read, in order, then those of inline failures
 * @param sections where the states are in the document
 */
record States(String initial, Set<String> names, Map<String, Step> steps, Map<String, Section> sections) {
    /** States of a workflow. */
    static final int MAX_STATES = 10_000;

    boolean has(String name) {
        return names.contains(name);
    }

    /** The step of a name; empty if there is none or it could not be read. */
    Optional<Step> step(String name) {
        return Optional.ofNullable(steps.get(name));
    }

    /** Where a step of the document stands. */
    Section section(Step step) {
        return Objects.requireNonNull(sections.get(step.name()));
    }

    /** Everything that is a part of a step, or a part of a part of it, and so on. */
    Set<String> allParts(Step whole) {
        Set<String> all = new LinkedHashSet<>();
        Deque<String> open = new ArrayDeque<>(whole.parts());
        while (!open.isEmpty()) {
            String part = open.remove();
            if (all.add(part)) {
                step(part).ifPresent(step -> open.addAll(step.parts()));
            }
        }
        return all;
    }
}
