package dev.millrace.workflow;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts step templates in the place of {@code use_template}, so that whatever comes after sees ordinary steps only.
 *
 * <p>What the step says itself counts, but for the type, command and script that AWF wants beside {@code use_template};
 * where it leads is for the step alone to say. Parameters are put into the texts of the template, once: a value is not
 * looked through for parameters again. What comes from a template stands, for messages, where the step names it.
 */
final class TemplateExpansion {
    private static final Set<String> PLACEHOLDERS = Set.of("type", "command", "script_file");
    private static final Set<String> ROUTES =
            Set.of("on_success", "on_failure", "on_complete", "transitions", "depends_on");
    private static final Pattern PARAMETER = Pattern.compile("\\{\\{\\s*\\.?parameters\\.([A-Za-z0-9_-]+)\\s*}}");

    private final StepTemplates templates;
    private final Map<String, StepTemplate.Read> read = new HashMap<>();
    private final Map<String, String> used = new LinkedHashMap<>();
    private int weight;

    TemplateExpansion(StepTemplates templates) {
        this.templates = templates;
    }

    /** The documents of all templates that were looked at, by name. */
    Map<String, String> used() {
        return used;
    }

    /** The step with its template in it, or as it is when it uses none; empty when the template cannot be used. */
    Optional<Section> expanded(Section step) {
        return step.node("use_template").isEmpty()
                ? Optional.of(step)
                : expanded(step, new LinkedHashSet<>()).map(step::with);
    }

    private Optional<Node.Mapping> expanded(Section step, Set<String> chain) {
        Optional<String> name = step.text("use_template");
        if (name.isEmpty()) {
            return Optional.empty();
        }
        if (!chain.add(name.get())) {
            String way = String.join(" > ", chain) + " > " + name.get();
            step.error("use_template", "%s uses a step template that uses itself: %s".formatted(step.subject(), way));
            return Optional.empty();
        }
        Optional<StepTemplate> template = template(name.get(), step);
        if (template.isEmpty()) {
            return Optional.empty();
        }
        Optional<Map<String, String>> values = values(step, template.get());
        if (values.isEmpty()) {
            return Optional.empty();
        }
        Filling filling = new Filling(template.get(), values.get(), step);
        Optional<Node.Mapping> filled = filling.mapping(template.get().state());
        return filled.flatMap(state -> state.entries().containsKey("use_template")
                        ? expanded(step.with(state), chain)
                        : Optional.of(state))
                .map(state -> merged(step, template.get(), state));
    }

    private Optional<StepTemplate> template(String name, Section step) {
        StepTemplate.Read known = read.get(name);
        if (known == null) {
            Optional<String> text = templates.text(name);
            if (text.isEmpty()) {
                step.error(
                        "use_template",
                        "%s uses the step template %s, which does not exist%s"
                                .formatted(step.subject(), Quoted.of(name), hint(name)));
                return Optional.empty();
            }
            used.put(name, text.get());
            known = StepTemplate.read(name, text.get());
            read.put(name, known);
        }
        return switch (known) {
            case StepTemplate.Read.Whole whole -> Optional.of(whole.template());
            case StepTemplate.Read.Broken broken -> {
                Problem problem = broken.problem();
                step.error(
                        "use_template",
                        "%s uses the step template %s, which is not valid (its line %d, column %d): %s"
                                .formatted(
                                        step.subject(),
                                        Quoted.of(name),
                                        problem.line(),
                                        problem.column(),
                                        problem.message()));
                yield Optional.empty();
            }
        };
    }

    private String hint(String name) {
        Set<String> names = templates.names();
        return names.isEmpty()
                ? "; there are none: they are files in the folder `templates` of the workflows' folder"
                : Closest.to(name, names)
                        .map(close -> ", did you mean `" + close + "`?")
                        .orElseGet(() -> "; there is " + Quoted.all(names));
    }

    /** What the step gives for each parameter; empty when it does not give what it must, or something else. */
    private Optional<Map<String, String>> values(Section step, StepTemplate template) {
        Map<String, String> values = new HashMap<>();
        Optional<Section> given = step.section("parameters", "parameters of " + step.subject());
        if (given.isEmpty() && step.has("parameters")) {
            return Optional.empty();
        }
        boolean valid = true;
        for (Map.Entry<String, StepTemplate.Parameter> parameter :
                template.parameters().entrySet()) {
            String name = parameter.getKey();
            Optional<String> value = given.flatMap(section -> section.text(name));
            if (value.isEmpty() && given.filter(section -> section.has(name)).isPresent()) {
                valid = false;
            } else if (value.isEmpty() && parameter.getValue().required()) {
                step.error(
                        step.has("parameters") ? "parameters" : "use_template",
                        "%s does not give the parameter %s, which step template %s requires"
                                .formatted(step.subject(), Quoted.of(name), Quoted.of(template.name())));
                valid = false;
            }
            values.put(name, value.orElse(parameter.getValue().fallback()));
        }
        for (String name : given.map(Section::keys).orElse(Set.of())) {
            if (!template.parameters().containsKey(name)) {
                given.orElseThrow()
                        .error(
                                name,
                                "step template %s has no parameter %s%s"
                                        .formatted(
                                                Quoted.of(template.name()),
                                                Quoted.of(name),
                                                Closest.hint(
                                                        name,
                                                        template.parameters().keySet())));
                valid = false;
            }
        }
        return valid ? Optional.of(values) : Optional.empty();
    }

    private Node.Mapping merged(Section step, StepTemplate template, Node.Mapping state) {
        Map<String, Node.Entry> entries = new LinkedHashMap<>();
        state.entries().forEach((key, entry) -> {
            if (!ROUTES.contains(key)) {
                entries.put(key, entry);
            } else if (!step.keys().contains(key)) {
                step.warning(
                        "use_template",
                        "%s of step template %s has no effect: where %s leads is for the step to say"
                                .formatted(key, Quoted.of(template.name()), step.subject()));
            }
        });
        step.entries().forEach((key, entry) -> {
            if (!PLACEHOLDERS.contains(key)) {
                entries.put(key, entry);
            }
        });
        entries.remove("use_template");
        entries.remove("parameters");
        return Node.Mapping.of(entries, state.position());
    }

    /** Puts values in the places of parameters, in all texts of a template but its keys. */
    private final class Filling {
        private final StepTemplate template;
        private final Map<String, String> values;
        private final Section step;
        private final Position position;
        private final Set<String> unknown = new LinkedHashSet<>();

        private Filling(StepTemplate template, Map<String, String> values, Section step) {
            this.template = template;
            this.values = values;
            this.step = step;
            this.position = step.at("use_template");
        }

        /** The filled state; empty, with an error, if it speaks of parameters that are not declared or grows too large. */
        private Optional<Node.Mapping> mapping(Node.Mapping state) {
            Node filled = node(state);
            unknown.forEach(name -> step.error(
                    "use_template",
                    "step template %s speaks of the parameter %s, which it does not declare%s"
                            .formatted(
                                    Quoted.of(template.name()), Quoted.of(name), Closest.hint(name, values.keySet()))));
            if (weight > DocumentParser.MAX_WEIGHT) {
                step.error(
                        "use_template",
                        "with its step templates written out the document is larger than the %,d characters allowed"
                                .formatted(DocumentParser.MAX_WEIGHT));
            }
            return unknown.isEmpty() && weight <= DocumentParser.MAX_WEIGHT
                    ? Optional.of((Node.Mapping) filled)
                    : Optional.empty();
        }

        private Node node(Node node) {
            weight = Math.min(weight + 1, Integer.MAX_VALUE / 2);
            return switch (node) {
                case Node.Mapping mapping -> {
                    Map<String, Node.Entry> entries = new LinkedHashMap<>();
                    mapping.entries()
                            .forEach((key, entry) -> entries.put(key, new Node.Entry(position, node(entry.value()))));
                    yield Node.Mapping.of(entries, position);
                }
                case Node.Sequence sequence -> {
                    List<Node> items = new ArrayList<>();
                    sequence.items().forEach(item -> items.add(node(item)));
                    yield Node.Sequence.of(items, position);
                }
                case Node.Scalar scalar -> scalar(scalar);
            };
        }

        private Node.Scalar scalar(Node.Scalar scalar) {
            Matcher matcher = PARAMETER.matcher(scalar.text());
            boolean hasParameters = matcher.find();
            String text = hasParameters
                    ? matcher.replaceAll(match -> Matcher.quoteReplacement(value(match.group(1))))
                    : scalar.text();
            weight = Math.min(weight + text.length(), Integer.MAX_VALUE / 2);
            return new Node.Scalar(text, scalar.plain() && !hasParameters, position, Node.Scalar.ELSEWHERE);
        }

        private String value(String name) {
            String value = values.get(name);
            if (value == null) {
                unknown.add(name);
                return "";
            }
            return value;
        }
    }
}
