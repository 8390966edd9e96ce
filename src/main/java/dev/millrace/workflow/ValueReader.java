package dev.millrace.workflow;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads data whose texts are templates. Numbers and booleans are constants only when written without quotes. */
final class ValueReader {
    private final Section section;
    private final String key;

    /**
     * @param key the key of the section that the values belong to
     */
    ValueReader(Section section, String key) {
        this.section = section;
        this.key = key;
    }

    /** The map behind the key; empty if there is none. */
    Map<String, Value> map() {
        return switch (section.node(key).orElse(null)) {
            case null -> Map.of();
            case Node.Mapping mapping -> entries(mapping, section.path().to(key));
            case Node other -> {
                section.error(
                        key, "%s of %s must be a map, not %s".formatted(key, section.subject(), other.described()));
                yield Map.of();
            }
        };
    }

    /** The value behind the key; empty if there is none. */
    Optional<Value> value() {
        return section.node(key).map(node -> value(node, section.path().to(key)));
    }

    private Map<String, Value> entries(Node.Mapping mapping, Path path) {
        Map<String, Value> values = new LinkedHashMap<>();
        mapping.entries().forEach((name, entry) -> values.put(name, value(entry.value(), path.to(name))));
        return values;
    }

    private Value value(Node node, Path path) {
        return switch (node) {
            case Node.Mapping mapping -> new Value.Mapping(entries(mapping, path));
            case Node.Sequence sequence -> {
                List<Value> items = new ArrayList<>();
                for (Node item : sequence.items()) {
                    items.add(value(item, path.to(items.size())));
                }
                yield new Value.Listing(items);
            }
            case Node.Scalar scalar -> {
                Object constant = PlainScalar.value(scalar);
                yield constant instanceof String ? text(scalar, path) : new Value.Constant(constant);
            }
        };
    }

    private Value text(Node.Scalar scalar, Path path) {
        return section.template(scalar, path, key).<Value>map(Value.Text::new).orElse(new Value.Constant(null));
    }
}
