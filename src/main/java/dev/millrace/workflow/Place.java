package dev.millrace.workflow;

import java.util.Optional;

/**
 * Which part of a workflow a template or condition belongs to, which decides what it may refer to.
 *
 * @param step the step it is rendered for; empty in what belongs to the workflow as a whole
 * @param afterError whether there is an error to speak of
 */
record Place(Optional<String> step, boolean afterError) {
    static final Place WORKFLOW = new Place(Optional.empty(), false);
    static final Place ERROR_HOOK = new Place(Optional.empty(), true);

    static Place step(String name) {
        return new Place(Optional.of(name), false);
    }
}
