package dev.millrace.workflow;

import dev.millrace.workflow.MachineUse.Kind;
import dev.millrace.workflow.Workflow.Hook;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Finds all ways in which a workflow reaches the server's machine. What its steps and hooks do is told from the workflow,
 * and each kind of them must be classified here; where they stand is looked up in the document. Files that templates read
 * and inputs check were noted when these were parsed.
 */
final class MachineUses {
    private final Node document;
    private final List<MachineUse> found;

    private MachineUses(Node document, List<MachineUse> fileUses) {
        this.document = document;
        this.found = new ArrayList<>(fileUses);
    }

    /** All of them, in the order of the document. */
    static List<MachineUse> of(Workflow workflow, Node document, List<MachineUse> fileUses) {
        MachineUses uses = new MachineUses(document, fileUses);
        workflow.steps().values().forEach(uses::step);
        uses.hooks(workflow.hooks());
        return uses.found.stream()
                .sorted(Comparator.comparingInt(MachineUse::line).thenComparingInt(MachineUse::column))
                .toList();
    }

    private void step(Step step) {
        switch (step) {
            case Step.Command command -> program(command);
            case Step.Operation operation -> operation(operation);
            // Sessions have settings and a scope of their own.
            case Step.Keyword _ -> {}
            // What robots do, they do elsewhere.
            case Step.Robot _ -> {}
            case Step.Parallel _, Step.ForEach _, Step.While _, Step.CallWorkflow _, Step.Terminal _ -> {}
        }
        if (step instanceof Step.Activity activity) {
            Path hooks = path(step).to("hooks");
            hooks(activity.common().hooks().pre(), hooks.to("pre"), subject("a pre hook", step));
            hooks(activity.common().hooks().post(), hooks.to("post"), subject("a post hook", step));
        }
    }

    private void program(Step.Command step) {
        switch (step.program()) {
            case Step.Program.Shell _ -> add(Kind.COMMAND, path(step).to("command"), subject("command", step));
            case Step.Program.Script _ -> add(Kind.SCRIPT, path(step).to("script_file"), subject("script_file", step));
        }
    }

    private void operation(Step.Operation step) {
        switch (step.operation()) {
            case Operations.SET, Operations.HTTP_REQUEST -> {}
            case Operations.NOTIFY_SEND -> {
                if (!isWebhook(step.inputs().get("backend"))) {
                    add(Kind.DESKTOP, path(step).to("inputs").to("backend"), subject("operation notify.send", step));
                }
            }
            case String name when name.startsWith(Operations.GITHUB) -> {}
            default -> throw new IllegalStateException(step.operation() + " is not classified");
        }
    }

    /** A backend that is only known when it has been rendered may turn out to be the desktop. */
    private static boolean isWebhook(@Nullable Value backend) {
        return backend instanceof Value.Text text
                && text.template().isConstant()
                && text.template().toString().strip().equalsIgnoreCase("webhook");
    }

    private void hooks(Workflow.Hooks hooks) {
        Path path = Path.ROOT.to("hooks");
        hooks(hooks.start(), path.to("workflow_start"), "a workflow_start hook");
        hooks(hooks.end(), path.to("workflow_end"), "a workflow_end hook");
        hooks(hooks.error(), path.to("workflow_error"), "a workflow_error hook");
        hooks(hooks.cancel(), path.to("workflow_cancel"), "a workflow_cancel hook");
    }

    private void hooks(List<Hook> hooks, Path path, String subject) {
        for (int i = 0; i < hooks.size(); i++) {
            switch (hooks.get(i)) {
                case Hook.Run _ -> add(Kind.HOOK, path.to(i).to("command"), subject);
                case Hook.Log _ -> {}
            }
        }
    }

    private static Path path(Step step) {
        return Path.ROOT.to("states").to(step.name());
    }

    private static String subject(String what, Step step) {
        return "%s of step %s".formatted(what, Quoted.of(step.name()));
    }

    private void add(Kind kind, Path path, String subject) {
        found.add(MachineUse.at(kind, path.toString(), position(path), subject));
    }

    /** Where the key stands, or the nearest around it: what comes from a step template is not in the document. */
    private Position position(Path path) {
        Node node = document;
        Position nearest = document.position();
        for (String segment : path.segments()) {
            switch (node) {
                case Node.Mapping mapping
                when mapping.entries().containsKey(segment) -> {
                    Node.Entry entry = Objects.requireNonNull(mapping.entries().get(segment));
                    nearest = entry.key();
                    node = entry.value();
                }
                case Node.Sequence sequence
                when isIndex(segment, sequence) -> {
                    node = sequence.items().get(Integer.parseInt(segment));
                    nearest = node.position();
                }
                default -> {
                    return nearest;
                }
            }
        }
        return nearest;
    }

    private static boolean isIndex(String segment, Node.Sequence sequence) {
        return segment.matches("[0-9]{1,9}")
                && Integer.parseInt(segment) < sequence.items().size();
    }
}
