package dev.millrace.workflow;

import dev.millrace.expression.Reference;
import java.util.ArrayList;
import java.util.List;

/**
 * What the reading of one document has gathered besides its values: the problems, and what can only be checked when all
 * states are known.
 */
record Draft(
        Problems problems,
        List<Target> targets,
        List<Use> uses,
        List<MachineUse> fileUses,
        List<Step.Terminal> inlineFailures) {

    Draft() {
        this(new Problems(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    }

    /**
     * The name of a state.
     *
     * @param says the beginning of a message about it, such as "on_success of step `start` leads to"
     */
    record Target(String name, Path path, Position position, String says) {}

    /**
     * A template or condition.
     *
     * @param key the key it is the value of, or belongs to
     * @param says the beginning of a message about it, such as "command of step `start`"
     */
    record Use(
            Kind kind,
            List<Reference> references,
            Node.Scalar source,
            Path path,
            String key,
            String says,
            Place place) {
        /** Where one of the references stands; the column is that of the whole text. */
        Position position(Reference reference) {
            return source.atOffset(reference.offset());
        }
    }

    enum Kind {
        TEMPLATE,
        CONDITION
    }
}
