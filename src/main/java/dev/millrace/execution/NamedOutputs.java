package dev.millrace.execution;

import dev.millrace.expression.Scope;
import dev.millrace.workflow.Output;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Works out the declared outputs of steps and workflows. */
final class NamedOutputs {
    private NamedOutputs() {}

    /** The values by name, in order. Throws {@code ExpressionException} for one that cannot be worked out. */
    static Map<String, Object> evaluate(List<Output> outputs, Scope scope) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (Output output : outputs) {
            values.put(
                    output.name(),
                    switch (output.source()) {
                        case Output.Source.Rendered rendered ->
                            rendered.template().render(scope);
                        case Output.Source.Evaluated evaluated ->
                            evaluated.expression().evaluate(scope);
                    });
        }
        return values;
    }
}
