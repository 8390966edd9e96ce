package dev.millrace.execution;

import dev.millrace.expression.Scope;
import dev.millrace.workflow.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Renders data whose texts are templates. */
final class Arguments {
    private Arguments() {}

    /** The values of a map, in its order. Throws {@code ExpressionException} for a template that cannot be rendered. */
    static Map<String, Object> render(Map<String, Value> values, Scope scope) {
        Map<String, Object> rendered = new LinkedHashMap<>();
        values.forEach((name, value) -> rendered.put(name, render(value, scope)));
        return rendered;
    }

    /** One value; a list for a list, a map for a map. */
    static @Nullable Object render(Value value, Scope scope) {
        return switch (value) {
            case Value.Text text -> text.template().render(scope);
            case Value.Constant constant -> constant.value();
            case Value.Mapping mapping -> render(mapping.entries(), scope);
            case Value.Listing listing -> {
                List<@Nullable Object> items = new ArrayList<>();
                listing.items().forEach(item -> items.add(render(item, scope)));
                yield items;
            }
        };
    }
}
