package dev.millrace.execution;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * Issues and pull requests as workflows see them: under the names and with the values that GitHub's own command line
 * program has for them, since workflows written for AWF expect these. What GitHub leaves empty is the empty text.
 */
final class GitHubFields {
    private static final Map<String, Function<JsonNode, Object>> OF_BOTH = Map.ofEntries(
            Map.entry("number", node -> node.path("number").longValue()),
            Map.entry("title", text("title")),
            Map.entry("body", text("body")),
            Map.entry("url", text("html_url")),
            Map.entry("author", node -> node.path("user").path("login").asText("")),
            Map.entry("assignees", node -> each(node.path("assignees"), text("login"))),
            Map.entry("createdAt", text("created_at")),
            Map.entry("updatedAt", text("updated_at")),
            Map.entry("closedAt", text("closed_at")),
            Map.entry("labels", node -> each(node.path("labels"), GitHubFields::label)));

    private static final Map<String, Function<JsonNode, Object>> OF_ISSUES =
            and(OF_BOTH, Map.of("state", node -> upper(node.path("state").asText(""))));

    private static final Map<String, Function<JsonNode, Object>> OF_PULLS = and(
            OF_BOTH,
            Map.of(
                    "state",
                    GitHubFields::pullState,
                    "headRefName",
                    node -> node.path("head").path("ref").asText(""),
                    "baseRefName",
                    node -> node.path("base").path("ref").asText(""),
                    "mergeable",
                    GitHubFields::mergeable,
                    "mergedAt",
                    text("merged_at"),
                    "isDraft",
                    node -> node.path("draft").booleanValue()));

    private static final List<String> USUAL_OF_ISSUES = List.of("number", "title", "body", "state", "labels");

    private static final List<String> USUAL_OF_PULLS = List.of(
            "number", "title", "body", "state", "headRefName", "baseRefName", "mergeable", "mergedAt", "labels");

    private GitHubFields() {}

    private static Map<String, Function<JsonNode, Object>> and(
            Map<String, Function<JsonNode, Object>> some, Map<String, Function<JsonNode, Object>> more) {
        Map<String, Function<JsonNode, Object>> all = new LinkedHashMap<>(some);
        all.putAll(more);
        return all;
    }

    /** Which fields of an issue a step wants. Throws {@link InvalidInputs} for one that there is not. */
    static List<String> ofIssue(List<String> wanted) {
        return known(wanted, OF_ISSUES, USUAL_OF_ISSUES);
    }

    /** The same of a pull request. */
    static List<String> ofPull(List<String> wanted) {
        return known(wanted, OF_PULLS, USUAL_OF_PULLS);
    }

    private static List<String> known(
            List<String> wanted, Map<String, Function<JsonNode, Object>> fields, List<String> usual) {
        for (String name : wanted) {
            if (!fields.containsKey(name)) {
                throw new InvalidInputs("there is no field `%s`; there are %s"
                        .formatted(
                                name,
                                String.join(
                                        ", ", fields.keySet().stream().sorted().toList())));
            }
        }
        return wanted.isEmpty() ? usual : wanted;
    }

    static Map<String, Object> issue(JsonNode node, List<String> names) {
        return picked(node, names, OF_ISSUES);
    }

    static Map<String, Object> pull(JsonNode node, List<String> names) {
        return picked(node, names, OF_PULLS);
    }

    static Map<String, Object> comment(JsonNode node) {
        Map<String, Object> comment = new LinkedHashMap<>();
        comment.put("id", node.path("id").longValue());
        comment.put("author", Map.of("login", node.path("user").path("login").asText("")));
        comment.put("body", node.path("body").asText(""));
        comment.put("createdAt", node.path("created_at").asText(""));
        comment.put("url", node.path("html_url").asText(""));
        return comment;
    }

    private static Map<String, Object> picked(
            JsonNode node, List<String> names, Map<String, Function<JsonNode, Object>> fields) {
        Map<String, Object> values = new LinkedHashMap<>();
        fields.forEach((name, value) -> {
            if (names.contains(name)) {
                values.put(name, value.apply(node));
            }
        });
        return values;
    }

    private static Function<JsonNode, Object> text(String name) {
        return node -> node.path(name).asText("");
    }

    private static List<Object> each(JsonNode nodes, Function<JsonNode, Object> value) {
        List<Object> values = new ArrayList<>();
        nodes.forEach(node -> values.add(value.apply(node)));
        return values;
    }

    private static Object label(JsonNode node) {
        return Map.of(
                "name", node.path("name").asText(""),
                "color", node.path("color").asText(""),
                "description", node.path("description").asText(""));
    }

    private static String upper(String text) {
        return text.toUpperCase(Locale.ROOT);
    }

    private static String pullState(JsonNode node) {
        return node.hasNonNull("merged_at")
                ? "MERGED"
                : upper(node.path("state").asText(""));
    }

    private static String mergeable(JsonNode node) {
        if (!node.hasNonNull("mergeable")) {
            return "UNKNOWN";
        }
        return node.path("mergeable").booleanValue() ? "MERGEABLE" : "CONFLICTING";
    }
}
