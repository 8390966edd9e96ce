package dev.millrace.workflow;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A step template as its document says.
 *
 * @param parameters by name, in the order of the document
 * @param state what a step that uses it becomes, with the places of parameters in its texts
 */
record StepTemplate(String name, Map<String, Parameter> parameters, Node.Mapping state) {
    /**
     * A value that a step gives to the template.
     *
     * @param fallback what stands for it when a step does not give it
     */
    record Parameter(boolean required, String fallback) {}

    /** The template, or what is wrong with its document. */
    sealed interface Read {
        record Whole(StepTemplate template) implements Read {}

        record Broken(Problem problem) implements Read {}
    }

    static Read read(String name, String text) {
        Draft draft = new Draft();
        Optional<StepTemplate> template = Optional.empty();
        try {
            Node root = DocumentParser.parse(text, draft.problems());
            if (root instanceof Node.Mapping mapping) {
                template = read(
                        name,
                        new Section(mapping, Path.ROOT, root.position(), "the step template", Place.WORKFLOW, draft));
            } else {
                draft.problems().error(Path.ROOT, root.position(), "a step template is a map, not " + root.described());
            }
        } catch (DocumentException e) {
            draft.problems().error(Path.ROOT, e.position(), e.reason());
        }
        return template.isPresent() && !draft.problems().hasErrors()
                ? new Read.Whole(template.get())
                : new Read.Broken(draft.problems().errors().getFirst());
    }

    private static Optional<StepTemplate> read(String name, Section section) {
        for (String about : List.of("name", "description", "version", "author")) {
            section.text(about);
        }
        Map<String, Parameter> parameters = new LinkedHashMap<>();
        section.sections("parameters", "a parameter", Optional::of)
                .forEach(parameter -> addParameter(parameter, parameters));
        Optional<Section> states = section.section("states", "states of the step template");
        if (states.isEmpty()) {
            section.missing("states", "give the one state that a step becomes");
        }
        section.refuseOtherKeys();
        return states.flatMap(all -> state(name, all)).map(state -> new StepTemplate(name, parameters, state));
    }

    private static void addParameter(Section section, Map<String, Parameter> parameters) {
        String name = section.requiredText("name", "every parameter has one");
        section.text("description");
        section.text("type");
        boolean required = section.flag("required");
        Parameter parameter = new Parameter(required, section.text("default").orElse(""));
        if (parameters.putIfAbsent(name, parameter) != null) {
            section.error("name", "the parameter %s is there twice".formatted(Quoted.of(name)));
        }
        section.refuseOtherKeys();
    }

    /** The state that is called like the template, else the initial one, else the only one. */
    private static Optional<Node.Mapping> state(String name, Section states) {
        String initial = states.text("initial").orElse("");
        List<String> names =
                states.keys().stream().filter(key -> !key.equals("initial")).toList();
        Optional<String> chosen = names.contains(name)
                ? Optional.of(name)
                : names.contains(initial)
                        ? Optional.of(initial)
                        : names.size() == 1 ? Optional.of(names.getFirst()) : Optional.empty();
        if (chosen.isEmpty()) {
            states.error("a step template gives one state: have one only, or call it %s".formatted(Quoted.of(name)));
        }
        return chosen.flatMap(states::mapping);
    }
}
