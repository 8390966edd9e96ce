package dev.millrace.socket;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The AsyncAPI document in the repository, which frames can be held against. */
final class AsyncApi {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final JsonNode document;
    private final JsonNode strictComponents;
    private final JsonSchemaFactory schemas = JsonSchemaFactory.getInstance(VersionFlag.V202012);

    private AsyncApi(JsonNode document) {
        this.document = document;
        this.strictComponents = document.path("components").deepCopy();
        forbidWhatIsNotDescribed(strictComponents.path("schemas"));
    }

    static String text() {
        try {
            return Files.readString(Path.of("api", "asyncapi.yaml"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static AsyncApi inRepository() {
        return new AsyncApi(JSON.valueToTree(new Load(LoadSettings.builder().build()).loadFromString(text())));
    }

    JsonNode document() {
        return document;
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
                wrong.addAll(differences(message.path("payload"), example.path("payload")));
            }
        }
        return wrong;
    }

    /** How a frame differs from what an operation says of frames of its type. */
    List<String> differences(String operation, JsonNode frame) {
        String type = frame.path("type").asText();
        for (JsonNode message : messages(operation)) {
            if (schema(message).at("/properties/type/const").asText().equals(type)) {
                return differences(message.path("payload"), frame);
            }
        }
        return List.of(operation + " has no frame of the type `" + type + "`");
    }

    private List<JsonNode> messages(String operation) {
        List<JsonNode> messages = new ArrayList<>();
        document.path("operations")
                .path(operation)
                .path("messages")
                .forEach(reference -> messages.add(resolved(resolved(reference))));
        return messages;
    }

    private JsonNode schema(JsonNode message) {
        return resolved(message.path("payload"));
    }

    private List<String> differences(JsonNode schema, JsonNode value) {
        ObjectNode root = JSON.createObjectNode();
        root.putArray("allOf").add(schema);
        root.set("components", strictComponents);
        return schemas.getSchema(root).validate(value).stream()
                .map(ValidationMessage::getMessage)
                .map(message -> message + " in " + value)
                .toList();
    }

    private JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? document.at(node.path("$ref").textValue().substring(1)) : node;
    }

    /** Clients must bear fields that they do not know; here one that is not described is a fault of the description. */
    private static void forbidWhatIsNotDescribed(JsonNode node) {
        if (node instanceof ObjectNode schema
                && schema.path("type").asText().equals("object")
                && schema.has("properties")
                && !schema.has("additionalProperties")) {
            schema.put("additionalProperties", false);
        }
        node.forEach(AsyncApi::forbidWhatIsNotDescribed);
    }
}
