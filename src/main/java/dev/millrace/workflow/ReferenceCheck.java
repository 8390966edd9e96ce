package dev.millrace.workflow;

import dev.millrace.expression.Reference;
import dev.millrace.workflow.Draft.Kind;
import dev.millrace.workflow.Draft.Use;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Checks what templates and conditions refer to: an error for what can never be there, a warning for what may not be
 * there when it is looked at.
 */
final class ReferenceCheck {
    private static final Set<String> LOOP_CONDITIONS = Set.of("while", "break_when");

    private final States states;
    private final Set<String> inputs;
    private final Predicate<String> secrets;
    private final Problems problems;
    private final List<Use> uses;
    private final Set<String> inLoops = new HashSet<>();
    private final Optional<Flow> flow;

    /**
     * @param secrets whether the workflow may use the secret of a name
     * @param flow the ways through the workflow; empty if they are not known, because of errors
     */
    ReferenceCheck(States states, Set<String> inputs, Predicate<String> secrets, Optional<Flow> flow, Draft draft) {
        this.states = states;
        this.inputs = inputs;
        this.secrets = secrets;
        this.flow = flow;
        this.problems = draft.problems();
        this.uses = draft.uses();
        for (Step step : states.steps().values()) {
            if (step instanceof Step.Loop && !inLoops.contains(step.name())) {
                inLoops.addAll(states.allParts(step));
            }
        }
    }

    void run() {
        for (Use use : uses) {
            Set<List<String>> seen = new HashSet<>();
            for (Reference reference : use.references()) {
                if (seen.add(reference.path())) {
                    check(use, reference);
                }
            }
        }
    }

    private void check(Use use, Reference reference) {
        List<String> path = reference.path();
        if (path.isEmpty()) {
            return;
        }
        switch (path.getFirst()) {
            case "inputs" -> checkInput(use, reference);
            case "states" -> checkState(use, reference);
            case "workflow" -> checkProperty(use, reference, 1, Namespaces.WORKFLOW);
            case "loop" -> checkLoop(use, reference);
            case "context" -> checkProperty(use, reference, 1, Namespaces.CONTEXT);
            case "error" -> checkError(use, reference);
            case "awf" -> checkProperty(use, reference, 1, Namespaces.AWF);
            case "env" -> {}
            case "secrets" -> checkSecret(use, reference);
            default -> {
                String root = path.getFirst();
                error(use, reference, () -> "%s, which does not exist%s"
                        .formatted(Quoted.of(root), Closest.hint(root, Namespaces.ROOTS)));
            }
        }
    }

    private void checkInput(Use use, Reference reference) {
        if (reference.path().size() > 1 && !inputs.contains(reference.path().get(1))) {
            String input = reference.path().get(1);
            warning(use, reference, () -> "the input %s, which is not declared%s"
                    .formatted(Quoted.of(input), Closest.hint(input, inputs)));
        }
    }

    private void checkState(Use use, Reference reference) {
        if (reference.path().size() < 2) {
            return;
        }
        String state = reference.path().get(1);
        if (!states.has(state)) {
            error(use, reference, () -> "%s, which is no state%s".formatted(Quoted.of(state), stateHint(use, state)));
            return;
        }
        checkProperty(use, reference, 2, Namespaces.STATE);
        boolean tooEarly = flow.isPresent()
                && use.place()
                        .step()
                        .filter(step -> !flow.get().canComeBefore(state, step))
                        .isPresent();
        if (tooEarly) {
            warning(use, reference, () -> "state %s, which cannot have run by then".formatted(Quoted.of(state)));
        }
    }

    /** In a condition a dash is a minus, so the first word of a name with a dash looks like a state. */
    private String stateHint(Use use, String state) {
        if (use.kind() == Kind.CONDITION) {
            Optional<String> dashed = states.names().stream()
                    .filter(name -> name.startsWith(state + "-"))
                    .findFirst();
            if (dashed.isPresent()) {
                return "; a name with a dash is written states[\"%s\"]".formatted(dashed.get());
            }
        }
        return Closest.hint(state, states.names());
    }

    private void checkLoop(Use use, Reference reference) {
        int last = 1;
        while (last < reference.path().size() - 1 && reference.path().get(last).equalsIgnoreCase("parent")) {
            last++;
        }
        checkProperty(use, reference, last, Namespaces.LOOP);
        boolean inLoop = LOOP_CONDITIONS.contains(use.key())
                || use.place().step().filter(inLoops::contains).isPresent();
        if (!inLoop) {
            warning(use, reference, () -> "`loop`, which is there only in the body of a loop");
        }
    }

    private void checkError(Use use, Reference reference) {
        if (use.place().afterError()) {
            checkProperty(use, reference, 1, Namespaces.ERROR);
        } else {
            error(use, reference, () -> "`error`, which is there only in workflow_error hooks");
        }
    }

    private void checkSecret(Use use, Reference reference) {
        if (use.kind() == Kind.CONDITION) {
            error(use, reference, () -> "`secrets`, which are there only in templates");
        } else if (reference.path().size() > 1 && !secrets.test(reference.path().get(1))) {
            String secret = reference.path().get(1);
            warning(
                    use,
                    reference,
                    () ->
                            "the secret %s, which is not granted to this workflow yet: an admin does that with PUT /v1/admin/secrets/%s"
                                    .formatted(Quoted.of(secret), secret));
        }
    }

    /** Checks the part of a reference at an index, if it goes that far. */
    private void checkProperty(Use use, Reference reference, int index, List<String> properties) {
        if (reference.path().size() <= index) {
            return;
        }
        String property = reference.path().get(index);
        if (!properties.contains(property)) {
            error(use, reference, () -> {
                String owner = String.join(".", reference.path().subList(0, index));
                String whole = Quoted.of(String.join(".", reference.path()));
                String hint = Closest.hint(property, properties);
                return "%s, but %s has no %s%s".formatted(whole, owner, Quoted.of(property), hint);
            });
        }
    }

    private void error(Use use, Reference reference, Supplier<String> what) {
        problems.error(
                use.path(), () -> use.position(reference), () -> "%s refers to %s".formatted(use.says(), what.get()));
    }

    private void warning(Use use, Reference reference, Supplier<String> what) {
        problems.warning(
                use.path(), () -> use.position(reference), () -> "%s refers to %s".formatted(use.says(), what.get()));
    }
}
