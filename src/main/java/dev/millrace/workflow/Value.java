package dev.millrace.workflow;

import dev.millrace.expression.Template;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Data of a document whose texts are templates, such as the inputs of an operation. */
public sealed interface Value {
    /** Text. */
    record Text(Template template) implements Value {}

    /**
     * Anything that is neither text nor made of other values.
     *
     * @param value null, a Boolean, a Long or a Double
     */
    record Constant(@Nullable Object value) implements Value {}

    /** A list. */
    record Listing(List<Value> items) implements Value {
        public Listing {
            items = List.copyOf(items);
        }
    }

    /**
     * A map.
     *
     * @param entries in the order of the document; the keys are no templates
     */
    record Mapping(Map<String, Value> entries) implements Value {
        public Mapping {
            entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
        }
    }
}
