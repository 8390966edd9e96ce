package dev.millrace.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * The keywords that a server has.
 *
 * @param bySlug as the server describes them
 */
record Keywords(Map<String, JsonNode> bySlug) {
    static Keywords of(ApiClient api) throws InterruptedException {
        Map<String, JsonNode> keywords = new TreeMap<>();
        api.get("/v1/keywords")
                .forEach(keyword -> keywords.put(keyword.path("keyword_slug").asText(), keyword));
        return new Keywords(keywords);
    }

    /** The name in calls of what is typed in words and in any case. */
    static String slug(String typed) {
        return String.join("_", typed.strip().toLowerCase(Locale.ROOT).split("[\\s_-]+"));
    }

    /** The names of a keyword's parameters, in their order; none of one that is unknown. */
    List<String> parameters(String keyword) {
        return StreamSupport.stream(described(keyword).path("parameters").spliterator(), false)
                .map(parameter -> parameter.path("name").asText())
                .toList();
    }

    private JsonNode described(String keyword) {
        return bySlug.getOrDefault(slug(keyword), Json.object());
    }

    /** Name and parameters, such as {@code press_element ELEMENT [REPEAT] …}. */
    String usage(String keyword) {
        return StreamSupport.stream(described(keyword).path("parameters").spliterator(), false)
                .map(parameter -> parameter.path("required").asBoolean()
                        ? parameter.path("name").asText()
                        : "[" + parameter.path("name").asText() + "]")
                .collect(Collectors.joining(" ", slug(keyword) + " ", ""))
                .strip();
    }

    String description(String keyword) {
        return described(keyword).path("description").asText();
    }
}
