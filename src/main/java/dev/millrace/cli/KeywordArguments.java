package dev.millrace.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The parameters of a keyword as they are typed: by their place, or as {@code --name=value}. A value that is a JSON list is
 * one of fallbacks, and so is a name that comes several times.
 *
 * @param named values by their names; a list for fallbacks
 */
record KeywordArguments(List<JsonNode> placed, ObjectNode named) {
    private static final Pattern NAMED = Pattern.compile("--([a-z][a-z0-9_]*)=(.*)", Pattern.DOTALL);

    static KeywordArguments of(List<String> typed) {
        List<JsonNode> placed = new ArrayList<>();
        ObjectNode named = Json.object();
        for (String text : typed) {
            Matcher matcher = NAMED.matcher(text);
            if (matcher.matches()) {
                add(named, matcher.group(1), value(matcher.group(2)));
            } else if (text.startsWith("--")) {
                throw CommandException.wrongUse(
                        "There is no option `%s`; a parameter of a keyword is given as --name=value.".formatted(text));
            } else {
                placed.add(value(text));
            }
        }
        return new KeywordArguments(placed, named);
    }

    private static void add(ObjectNode named, String name, JsonNode value) {
        JsonNode before = named.get(name);
        if (before == null) {
            named.set(name, value);
            return;
        }
        ArrayNode fallbacks =
                before instanceof ArrayNode list ? list : Json.array().add(before);
        named.set(name, value instanceof ArrayNode more ? fallbacks.addAll(more) : fallbacks.add(value));
    }

    /** A text, or the list that it is in JSON. */
    static JsonNode value(String text) {
        if (text.startsWith("[\"")) {
            try {
                JsonNode list = Json.MAPPER.readTree(text);
                if (list.isArray()) {
                    return list;
                }
            } catch (JsonProcessingException _) {
                // Then it is a text that looks like one.
            }
        }
        return TextNode.valueOf(text);
    }

    /**
     * As the API takes them: a list, or an object when some have names.
     *
     * @param names those of the keyword's parameters, in their order
     */
    JsonNode params(String keyword, List<String> names) {
        if (named.isEmpty()) {
            ArrayNode list = Json.array();
            placed.forEach(list::add);
            return list;
        }
        ObjectNode all = named.deepCopy();
        for (int i = 0; i < placed.size(); i++) {
            if (i >= names.size()) {
                throw CommandException.wrongUse(
                        "%s has %d parameters, and more were given.".formatted(keyword, names.size()));
            }
            if (all.has(names.get(i))) {
                throw CommandException.wrongUse("The parameter `%s` is given twice.".formatted(names.get(i)));
            }
            all.set(names.get(i), placed.get(i));
        }
        return all;
    }
}
