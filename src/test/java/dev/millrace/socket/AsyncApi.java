package dev.millrace.socket;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.testing.ApiDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The AsyncAPI document in the repository, which frames can be held against. */
final class AsyncApi {
    private static final String FILE = "asyncapi.yaml";

    private final ApiDocument document = ApiDocument.inRepository(FILE);

    static String text() {
        return ApiDocument.text(FILE);
    }

    /** The types of frames that an operation has. */
    Set<String> types(String operation) {
        Set<String> types = new TreeSet<>();
        for (JsonNode message : messages(operation)) {
            types.add(schema(message).at("/properties/type/const").textValue());
        }
        return types;
    }

    /** The examples of an operation's messages, each with how it differs from its schema. */
    List<String> wrongExamples(String operation) {
        List<String> wrong = new ArrayList<>();
        for (JsonNode message : messages(operation)) {
            for (JsonNode example : message.path("examples")) {
                JsonNode frame = example.path("payload");
                document.differences(message.path("payload"), frame)
                        .forEach(difference -> wrong.add(difference + " in " + frame));
            }
        }
        return wrong;
    }

    /** How a frame differs from what an operation says of frames of its type. */
    List<String> differences(String operation, JsonNode frame) {
        String type = frame.path("type").asText();
        for (JsonNode message : messages(operation)) {
            if (schema(message).at("/properties/type/const").asText().equals(type)) {
                return document.differences(message.path("payload"), frame);
            }
        }
        return List.of(operation + " has no frame of the type `" + type + "`");
    }

    private List<JsonNode> messages(String operation) {
        List<JsonNode> messages = new ArrayList<>();
        document.root()
                .path("operations")
                .path(operation)
                .path("messages")
                .forEach(reference -> messages.add(document.resolved(document.resolved(reference))));
        return messages;
    }

    private JsonNode schema(JsonNode message) {
        return document.resolved(message.path("payload"));
    }
}
