package dev.millrace.server;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.testing.ApiDocument;
import dev.millrace.testing.Http.Reply;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map.Entry;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The OpenAPI document in the repository, which answers can be held against. */
final class OpenApi {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "options", "head", "patch");

    private final ApiDocument document = ApiDocument.inRepository("openapi.yaml");

    JsonNode document() {
        return document.root();
    }

    /** Its operations, such as {@code GET /v1/workflows/{id}}. */
    Set<String> operations() {
        Set<String> operations = new TreeSet<>();
        for (Entry<String, JsonNode> path : document.root().path("paths").properties()) {
            path.getValue().fieldNames().forEachRemaining(name -> {
                if (METHODS.contains(name)) {
                    operations.add(name.toUpperCase(Locale.ROOT) + " " + path.getKey());
                }
            });
        }
        return operations;
    }

    /**
     * The scopes without which an operation is refused; empty when nobody is asked who they are. Throws when they differ
     * between the ways to be known.
     */
    Optional<List<String>> scopes(String operation) {
        JsonNode security = operation(operation).path("security");
        if (security.isMissingNode() || security.isEmpty()) {
            return Optional.empty();
        }
        Set<List<String>> all = new HashSet<>();
        security.forEach(
                way -> way.forEach(roles -> all.add(JSON.convertValue(roles, new TypeReference<List<String>>() {}))));
        if (all.size() != 1) {
            throw new IllegalStateException(operation + " has different scopes: " + all);
        }
        return all.stream().findFirst();
    }

    private JsonNode operation(String operation) {
        String[] parts = operation.split(" ");
        return document.root().path("paths").path(parts[1]).path(parts[0].toLowerCase(Locale.ROOT));
    }

    /** How an answer differs from what an operation's description says of it. */
    List<String> differences(String operation, Reply reply) {
        JsonNode responses = operation(operation).path("responses");
        JsonNode response = document.resolved(responses.path(String.valueOf(reply.status())));
        if (response.isMissingNode()) {
            return List.of(operation + " is not described to answer " + reply.status());
        }
        if (response.path("headers").has("X-Request-ID")
                && reply.header("X-Request-ID").isEmpty()) {
            return List.of(operation + " answers without X-Request-ID");
        }
        if (!response.has("content")) {
            return reply.body().isEmpty() ? List.of() : List.of(operation + " is not described to have a body");
        }
        String type = reply.header("Content-Type").replaceFirst(";.*", "");
        JsonNode content = response.path("content").path(type);
        if (content.isMissingNode()) {
            return List.of(operation + " is not described to answer with the type `" + type + "`");
        }
        return type.endsWith("json") ? document.differences(content.path("schema"), reply.json()) : List.of();
    }

    /** How a value differs from a schema of this name. */
    List<String> differencesFrom(String schema, JsonNode value) {
        return document.differences(schema, value);
    }
}
