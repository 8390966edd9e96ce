package dev.millrace.workflow;

import java.util.List;
import java.util.Map;

/** What came of reading a document. */
public sealed interface Reading {
    /** What looks wrong but does not stand in the way, in the order in which it was found. */
    List<Problem> warnings();

    /**
     * The document is a workflow that can run.
     *
     * @param templates the documents of the step templates that it uses, by name: with them it reads the same again
     * @param machine how it reaches the server's machine
     */
    record Accepted(Workflow workflow, Map<String, String> templates, List<MachineUse> machine, List<Problem> warnings)
            implements Reading {
        public Accepted {
            templates = Map.copyOf(templates);
            machine = List.copyOf(machine);
            warnings = List.copyOf(warnings);
        }
    }

    /**
     * The document is no workflow.
     *
     * @param errors why, at least one, all that could be found at once
     */
    record Refused(List<Problem> errors, List<Problem> warnings) implements Reading {
        public Refused {
            errors = List.copyOf(errors);
            warnings = List.copyOf(warnings);
        }
    }
}
