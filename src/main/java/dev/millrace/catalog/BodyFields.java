package dev.millrace.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.http.Problem;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads the fields of one JSON object, and gathers everything that is wrong with them. A field that is wrong reads as
 * one that is not there. Used by one thread.
 */
final class BodyFields {
    private final ObjectNode object;
    private final String at;
    private final List<Problem.Item> errors;

    /**
     * @param at the place of the object in the body, as a JSON Pointer
     * @param errors where to put what is wrong
     */
    BodyFields(ObjectNode object, String at, List<Problem.Item> errors) {
        this.object = object;
        this.at = at;
        this.errors = errors;
    }

    /** Requires that there are no other fields than these. */
    void only(List<String> known, List<String> setByServer) {
        object.fieldNames().forEachRemaining(name -> {
            if (setByServer.contains(name)) {
                wrong(name, "is set by the server; leave it out");
            } else if (!known.contains(name)) {
                wrong(name, "is not known; there is: " + String.join(", ", known));
            }
        });
    }

    /** Requires that these fields are there, and not null. */
    void require(String... names) {
        for (String name : names) {
            if (!object.hasNonNull(name)) {
                wrong(name, "is required");
            }
        }
    }

    /** Requires that these fields are not null, if they are there. */
    void neverNull(String... names) {
        for (String name : names) {
            if (object.path(name).isNull()) {
                wrong(name, "must not be null");
            }
        }
    }

    boolean has(String name) {
        return object.has(name);
    }

    JsonNode node(String name) {
        return object.path(name);
    }

    /** A text; {@code rule} says what is wrong with it, or null. */
    Edit<String> text(String name, Function<String, @Nullable String> rule) {
        return read(name, node -> {
            if (!node.isTextual()) {
                throw new IllegalArgumentException("must be a string");
            }
            String text = node.textValue();
            String wrong = rule.apply(text);
            if (wrong != null) {
                throw new IllegalArgumentException(wrong);
            }
            return text;
        });
    }

    /** A whole number. */
    Edit<Long> whole(String name, long least, long most) {
        return read(name, node -> {
            if (!node.isIntegralNumber()
                    || !node.canConvertToLong()
                    || node.longValue() < least
                    || node.longValue() > most) {
                throw new IllegalArgumentException("must be a whole number from %d to %d".formatted(least, most));
            }
            return node.longValue();
        });
    }

    /** A price. */
    Edit<Money> price(String name) {
        return read(name, node -> {
            if (!node.isNumber()) {
                throw new IllegalArgumentException("must be a number such as 99.99");
            }
            return Money.price(node.decimalValue());
        });
    }

    /** Notes what is wrong with a field. */
    void wrong(String name, String message) {
        errors.add(Problem.Item.at(at + "/" + escaped(name), name + " " + message));
    }

    private <T> Edit<T> read(String name, Function<JsonNode, T> reader) {
        JsonNode node = object.get(name);
        if (node == null) {
            return Edit.none();
        }
        if (node.isNull()) {
            return new Edit<>(true, null);
        }
        try {
            return new Edit<>(true, reader.apply(node));
        } catch (IllegalArgumentException e) {
            wrong(name, String.valueOf(e.getMessage()));
            return Edit.none();
        }
    }

    /** A name as a part of a JSON Pointer (RFC 6901, section 3). */
    private static String escaped(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }
}
