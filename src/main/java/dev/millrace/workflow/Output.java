package dev.millrace.workflow;

import dev.millrace.expression.Condition;
import dev.millrace.expression.Template;

/** A named result of a workflow or of a step. */
public record Output(String name, Source source) {

    /** Where the value comes from. */
    public sealed interface Source {
        /** Text. */
        record Rendered(Template template) implements Source {}

        /** A value of any type. */
        record Evaluated(Condition expression) implements Source {}
    }
}
