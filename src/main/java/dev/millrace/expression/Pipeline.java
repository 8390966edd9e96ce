package dev.millrace.expression;

import java.util.List;

/**
 * A value of a template: commands, each of which hands its result to the next one.
 *
 * @param variables the variables that take the value; two only in a range
 * @param declares whether they are new ({@code :=}) rather than assigned ({@code =})
 */
record Pipeline(List<String> variables, boolean declares, List<Command> commands, At at) {
    Pipeline {
        variables = List.copyOf(variables);
        commands = List.copyOf(commands);
    }

    /** One operand, or a function and its arguments. */
    record Command(Operand head, List<Operand> arguments, At at) {
        Command {
            arguments = List.copyOf(arguments);
        }
    }

    /** A word of a command. The paths are the fields that follow it. */
    sealed interface Operand {
        record Constant(Object value, At at) implements Operand {}

        record Nil(At at) implements Operand {}

        /** The dot, with the fields read from it. */
        record Dot(List<String> path, At at) implements Operand {}

        record Variable(String name, List<String> path, At at) implements Operand {}

        /** A root name without the leading dot, which means the root wherever it stands. */
        record Root(String name, List<String> path, At at) implements Operand {}

        record Group(Pipeline pipeline, List<String> path, At at) implements Operand {}

        record Function(TemplateFunction function, At at) implements Operand {}

        At at();
    }
}
