package dev.millrace.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.millrace.http.ProblemException;

/** What is told to a model, whose texts are cut where it is too long, and say so: models pay for what they read. */
final class Bounded {
    /** The most characters of an answer. */
    static final int LONGEST = 256 * 1024;

    /** How long texts may be; when that does not do, how long then. */
    private static final int[] LONGEST_TEXT = {16_384, 4_096, 1_024, 256, 64};

    private Bounded() {}

    /** A text with a mark where its end was. */
    static String text(String text) {
        return cut(text, LONGEST_TEXT[0]);
    }

    /**
     * A document that is short enough.
     *
     * @throws ProblemException when that cannot be done
     */
    static JsonNode json(JsonNode whole) {
        for (int longest : LONGEST_TEXT) {
            JsonNode cut = cut(whole, longest);
            if (cut.toString().length() <= LONGEST) {
                return cut;
            }
        }
        throw ProblemException.of(
                413,
                "answer-too-large",
                "The answer is too large",
                "It would have more than %d characters; ask for less, or read it over REST.".formatted(LONGEST));
    }

    private static JsonNode cut(JsonNode whole, int longest) {
        return switch (whole) {
            case ObjectNode object -> {
                ObjectNode cut = JsonNodeFactory.instance.objectNode();
                object.properties().forEach(field -> cut.set(field.getKey(), cut(field.getValue(), longest)));
                yield cut;
            }
            case ArrayNode list -> {
                ArrayNode cut = JsonNodeFactory.instance.arrayNode();
                list.forEach(item -> cut.add(cut(item, longest)));
                yield cut;
            }
            case TextNode text -> TextNode.valueOf(cut(text.textValue(), longest));
            default -> whole;
        };
    }

    private static String cut(String text, int longest) {
        return text.length() <= longest
                ? text
                : "%s… (cut here; it has %d characters)".formatted(text.substring(0, longest), text.length());
    }
}
