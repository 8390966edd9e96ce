package dev.millrace.workflow;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Declared inputs as a JSON Schema (draft 2020-12). It says what {@link Inputs#convert} checks where the schema has words
 * for it; a value that the schema takes can still be refused, such as the path of a file that is not there. Inputs that
 * are not declared are taken too.
 */
public final class InputSchema {
    private InputSchema() {}

    /** The schema of an object with a property for each input. */
    public static Map<String, Object> of(Collection<Input> inputs) {
        Map<String, Object> properties = new LinkedHashMap<>();
        inputs.forEach(input -> properties.put(input.name(), property(input)));
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", "object");
        schema.put("properties", properties);
        List<String> required = inputs.stream()
                .filter(input -> input.required() && input.defaultValue().isEmpty())
                .map(Input::name)
                .toList();
        if (!required.isEmpty()) {
            schema.put("required", required);
        }
        return schema;
    }

    private static Map<String, Object> property(Input input) {
        Map<String, Object> property = new LinkedHashMap<>();
        if (input.type() != Input.Type.ANY) {
            property.put("type", input.type().word());
        }
        if (!input.description().isEmpty()) {
            property.put("description", input.description());
        }
        Input.Rules rules = input.rules();
        if (!rules.choices().isEmpty() && isScalar(input.type())) {
            property.put("enum", values(input.type(), rules.choices()));
        }
        rules.pattern().ifPresent(pattern -> property.put("pattern", pattern.pattern()));
        rules.min().ifPresent(min -> property.put("minimum", min));
        rules.max().ifPresent(max -> property.put("maximum", max));
        input.defaultValue()
                .flatMap(value -> InputConversion.convert(input.type(), value))
                .ifPresent(value -> property.put("default", value));
        return property;
    }

    private static boolean isScalar(Input.Type type) {
        return switch (type) {
            case STRING, INTEGER, NUMBER, ANY -> true;
            // Choices are texts, with which only texts and numbers are compared.
            case BOOLEAN, ARRAY, OBJECT -> false;
        };
    }

    private static List<Object> values(Input.Type type, List<String> choices) {
        return choices.stream()
                .map(choice -> InputConversion.convert(type, choice))
                .flatMap(Optional::stream)
                .toList();
    }
}
