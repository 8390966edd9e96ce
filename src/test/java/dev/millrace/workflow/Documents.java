package dev.millrace.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/** Documents for tests, and what is read from them. */
final class Documents {
    /** The line of a document of {@link #withStates} on which the given states begin. */
    static final int FIRST_LINE = 4;

    private Documents() {}

    /** A workflow that begins at {@code start}, with the terminals {@code done} and {@code broken} after the given states. */
    static String withStates(String states) {
        return "name: sample\nstates:\n  initial: start\n" + states.indent(2)
                + "  done: {type: terminal}\n  broken: {type: terminal, status: failure}\n";
    }

    static Workflow accepted(String source) {
        Reading reading = WorkflowReader.read(source);
        assertThat(reading).isInstanceOf(Reading.Accepted.class);
        return ((Reading.Accepted) reading).workflow();
    }

    static Step.Activity start(String states) {
        return (Step.Activity) accepted(withStates(states)).step("start");
    }

    static List<Problem> errors(String source) {
        Reading reading = WorkflowReader.read(source);
        assertThat(reading).isInstanceOf(Reading.Refused.class);
        return ((Reading.Refused) reading).errors();
    }

    /** The warnings of a document that is accepted. */
    static List<Problem> warnings(String source) {
        Reading reading = WorkflowReader.read(source);
        assertThat(reading).isInstanceOf(Reading.Accepted.class);
        return reading.warnings();
    }
}
