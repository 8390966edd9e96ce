package dev.millrace.workflow;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads {@code states} and checks what can be told from them alone. */
final class StatesReader {
    private final Section section;
    private final TemplateExpansion templates;
    private final Draft draft;
    private final Map<String, Step> steps = new LinkedHashMap<>();
    private final Map<String, Section> sections = new LinkedHashMap<>();

    private StatesReader(Section section, TemplateExpansion templates, Draft draft) {
        this.section = section;
        this.templates = templates;
        this.draft = draft;
    }

    static Optional<States> read(Section workflow, TemplateExpansion templates, Draft draft) {
        Optional<Section> section = workflow.section("states", "states of the workflow");
        if (!workflow.has("states")) {
            workflow.missing("states", "give `initial` and the states, at least one of them a terminal");
        }
        return section.map(states -> new StatesReader(states, templates, draft).read());
    }

    private States read() {
        Optional<String> initial = section.target("initial");
        if (!section.has("initial")) {
            section.missing("initial", "name the state to begin with");
        }
        if (section.keys().size() - 1 > States.MAX_STATES) {
            section.error("there are %,d states; at most %,d are allowed"
                    .formatted(section.keys().size() - 1, States.MAX_STATES));
            return new States("", Set.of(), Map.of(), Map.of());
        }
        section.forEachOther("step", this::readState);
        addInlineFailures();
        Set<String> names = new LinkedHashSet<>(sections.keySet());
        names.addAll(steps.keySet());
        States states = new States(initial.orElse(""), names, steps, sections);
        check(states);
        return states;
    }

    private void readState(String name, Section state) {
        if (name.isBlank()) {
            state.error("a state needs a name");
        }
        sections.put(name, state);
        templates
                .expanded(state)
                .map(expanded -> expanded.in(Place.step(name)))
                .flatMap(expanded -> new StepReader(name, expanded, draft).read())
                .ifPresent(step -> steps.put(name, step));
    }

    private void addInlineFailures() {
        for (Step.Terminal terminal : draft.inlineFailures()) {
            Section namesake = sections.get(terminal.name());
            if (namesake != null) {
                namesake.error("the name %s is taken: it stands for an inline on_failure"
                        .formatted(Quoted.of(terminal.name())));
            }
            steps.put(terminal.name(), terminal);
        }
    }

    private void check(States states) {
        if (steps.values().stream().noneMatch(Step.Terminal.class::isInstance)) {
            section.error("there is no terminal, so a run could never end; add a state of type terminal");
        }
        for (Draft.Target target : draft.targets()) {
            if (!states.has(target.name())) {
                draft.problems().error(target.path(), target::position, () -> unknown(target, states));
            }
        }
        new StructureCheck(states).run();
    }

    private static String unknown(Draft.Target target, States states) {
        return "%s %s, which is no state%s"
                .formatted(target.says(), Quoted.of(target.name()), Closest.hint(target.name(), states.names()));
    }
}
