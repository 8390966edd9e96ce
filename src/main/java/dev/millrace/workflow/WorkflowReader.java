package dev.millrace.workflow;

import dev.millrace.access.Visibility;
import dev.millrace.workflow.Workflow.OnInterrupt;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Reads workflows. The language is AWF's, without its faults and with a few keys more. Every key, value, name of a state
 * and reference is checked, so that what can be told from the document is told before it runs.
 *
 * <p>Limits: {@value DocumentParser#MAX_LENGTH} characters, {@value DocumentParser#MAX_DEPTH} levels,
 * {@value DocumentParser#MAX_WEIGHT} characters with aliases written out, {@value States#MAX_STATES} states. Thread-safe.
 */
public final class WorkflowReader {
    private WorkflowReader() {}

    /**
     * Reads a YAML or JSON document.
     *
     * @return the workflow, or everything that is wrong with the document; never throws for what is in it
     */
    public static Reading read(String source) {
        return read(source, Surroundings.NONE);
    }

    /**
     * Reads a YAML or JSON document that may use step templates and call stored workflows.
     *
     * @return the workflow, or everything that is wrong with the document; never throws for what is in it
     */
    public static Reading read(String source, Surroundings surroundings) {
        Draft draft = new Draft();
        TemplateExpansion templates = new TemplateExpansion(surroundings.templates());
        Problems problems = draft.problems();
        try {
            Node document = DocumentParser.parse(source, problems);
            Optional<Workflow> workflow = workflow(document, surroundings, templates, draft);
            if (workflow.isPresent() && !problems.hasErrors()) {
                return new Reading.Accepted(
                        workflow.get(),
                        templates.used(),
                        MachineUses.of(workflow.get(), document, draft.fileUses()),
                        problems.warnings());
            }
        } catch (DocumentException e) {
            problems.error(Path.ROOT, e.position(), e.reason());
        }
        return new Reading.Refused(problems.errors(), problems.warnings());
    }

    private static Optional<Workflow> workflow(
            Node document, Surroundings surroundings, TemplateExpansion templates, Draft draft) {
        if (document instanceof Node.Mapping mapping) {
            return workflow(
                    new Section(mapping, Path.ROOT, document.position(), "the workflow", Place.WORKFLOW, draft),
                    surroundings,
                    templates,
                    draft);
        }
        draft.problems().error(Path.ROOT, document.position(), "a workflow is a map, not " + document.described());
        return Optional.empty();
    }

    private static Optional<Workflow> workflow(
            Section section, Surroundings surroundings, TemplateExpansion templates, Draft draft) {
        section.warnIfThere("is not active yet: the server accepts it and does nothing with it", List.of("on"));
        section.node("plugins");
        String name = section.requiredText("name", "every workflow has one");
        Workflow.About about = new Workflow.About(
                section.text("description").orElse(""),
                section.text("version").orElse(""),
                section.text("author").orElse(""),
                section.texts("tags"));
        Map<String, Input> inputs = InputReader.read(section);
        Optional<States> states = StatesReader.read(section, templates, draft);
        Workflow.Hooks hooks = HookReader.ofWorkflow(section);
        List<Output> outputs = OutputReader.read(section);
        List<String> env = section.texts("env");
        Map<String, Value> session = session(section, states);
        OptionalInt concurrency = section.integer("concurrency", 1, Integer.MAX_VALUE);
        Optional<OnInterrupt> onInterrupt = section.choice("on_interrupt", OnInterrupt.class);
        Optional<Visibility> visibility = section.choice("visibility", Visibility.class);
        section.refuseOtherKeys();
        states.ifPresent(s -> {
            checkFlow(s, inputs.keySet(), surroundings.secrets(), draft);
            new CallCheck(surroundings.id().orElse(name), surroundings.calls()).run(s);
        });
        return states.map(s -> new Workflow(
                name,
                about,
                inputs,
                env,
                s.initial(),
                s.steps(),
                hooks,
                outputs,
                session,
                concurrency,
                onInterrupt.orElse(OnInterrupt.RERUN),
                visibility.orElse(Visibility.PRIVATE)));
    }

    /** What the session is to be; without steps that would use one, nothing. */
    private static Map<String, Value> session(Section section, Optional<States> states) {
        boolean used =
                states.stream().flatMap(all -> all.steps().values().stream()).anyMatch(Step.Keyword.class::isInstance);
        if (used) {
            return new ValueReader(section, "session").map();
        }
        section.warnIfThere("has no effect: there is no step of type keyword", List.of("session"));
        return Map.of();
    }

    /** With errors the ways through a workflow may be others than those that are meant, so they are not looked at. */
    private static void checkFlow(States states, Set<String> inputs, Predicate<String> secrets, Draft draft) {
        Optional<Flow> flow = draft.problems().hasErrors() ? Optional.empty() : Optional.of(new Flow(states));
        flow.ifPresent(Flow::warn);
        new ReferenceCheck(states, inputs, secrets, flow, draft).run();
    }
}
