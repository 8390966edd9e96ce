package dev.millrace.mcp;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** JSON Schemas (draft 2020-12) of what tools take and give. */
final class Schemas {
    /** Anything. */
    static final Map<String, Object> ANY = Map.of();

    private static final List<String> STATUSES =
            List.of("queued", "running", "waiting", "completed", "failed", "cancelled");

    private Schemas() {}

    /** A property of an object. */
    record Property(String name, boolean required, Map<String, Object> schema) {}

    /** A property that must be there. */
    static Property required(String name, Map<String, Object> schema) {
        return new Property(name, true, schema);
    }

    /** A property that may be left out. */
    static Property optional(String name, Map<String, Object> schema) {
        return new Property(name, false, schema);
    }

    /** An object with these properties, and no others. */
    static Map<String, Object> closed(Property... properties) {
        Map<String, Object> schema = open(properties);
        schema.put("additionalProperties", false);
        return schema;
    }

    /** An object with these properties, and maybe others. */
    static Map<String, Object> open(Property... properties) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", "object");
        Map<String, Object> all = new LinkedHashMap<>();
        Stream.of(properties).forEach(property -> all.put(property.name(), property.schema()));
        schema.put("properties", all);
        List<String> required = Stream.of(properties)
                .filter(Property::required)
                .map(Property::name)
                .toList();
        if (!required.isEmpty()) {
            schema.put("required", required);
        }
        return schema;
    }

    static Map<String, Object> text(String description) {
        return typed("string", description);
    }

    static Map<String, Object> object(String description) {
        return typed("object", description);
    }

    static Map<String, Object> flag(String description) {
        return typed("boolean", description);
    }

    /** A whole number within these bounds. */
    static Map<String, Object> integer(int least, int most, String description) {
        Map<String, Object> schema = typed("integer", description);
        schema.put("minimum", least);
        schema.put("maximum", most);
        return schema;
    }

    /** One of these texts. */
    static Map<String, Object> choice(List<String> choices, String description) {
        Map<String, Object> schema = typed("string", description);
        schema.put("enum", choices);
        return schema;
    }

    /** A value of one of several types. */
    static Map<String, Object> either(List<String> types, String description) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", types);
        schema.put("description", description);
        return schema;
    }

    /** A page of a list. */
    static Map<String, Object> page(Map<String, Object> item) {
        return open(
                required("items", Map.of("type", "array", "items", item)),
                optional("next_cursor", either(List.of("string", "null"), "asks for the items after these")));
    }

    /** What came of an execution, with as much more as there is to tell. */
    static Map<String, Object> execution() {
        return open(
                required("execution_id", text("the id of the execution, for the tools that take one")),
                required("status", choice(STATUSES, "how the execution stands")),
                optional("workflow", text("the id of its workflow")),
                optional("outputs", either(List.of("object", "null"), "what it gives back")),
                optional("error", either(List.of("object", "null"), "why it failed: code, message and step")));
    }

    private static Map<String, Object> typed(String type, String description) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", type);
        schema.put("description", description);
        return schema;
    }
}
