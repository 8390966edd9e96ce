package dev.millrace.testing;

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
import java.util.List;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** A description of an interface in the folder {@code api}, with schemas that values can be held against. */
public final class ApiDocument {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final JsonNode root;
    private final JsonNode strictComponents;
    private final JsonSchemaFactory schemas = JsonSchemaFactory.getInstance(VersionFlag.V202012);

    private ApiDocument(JsonNode root) {
        this.root = root;
        this.strictComponents = root.path("components").deepCopy();
        forbidWhatIsNotDescribed(strictComponents.path("schemas"));
    }

    /** The document in this file of the repository. */
    public static ApiDocument inRepository(String file) {
        return new ApiDocument(yaml(text(file)));
    }

    /** The text of this file of the repository. */
    public static String text(String file) {
        try {
            return Files.readString(Path.of("api", file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a text in YAML says. */
    public static JsonNode yaml(String text) {
        return JSON.valueToTree(new Load(LoadSettings.builder().build()).loadFromString(text));
    }

    /** The whole of it. */
    public JsonNode root() {
        return root;
    }

    /** What a part of the document refers to, or the part itself when it refers to nothing. */
    public JsonNode resolved(JsonNode part) {
        return part.has("$ref") ? root.at(part.path("$ref").textValue().substring(1)) : part;
    }

    /** How a value differs from a schema of this name. */
    public List<String> differences(String schema, JsonNode value) {
        return differences(JSON.createObjectNode().put("$ref", "#/components/schemas/" + schema), value);
    }

    /** How a value differs from a schema, which may refer to the document's. */
    public List<String> differences(JsonNode schema, JsonNode value) {
        ObjectNode whole = JSON.createObjectNode();
        whole.putArray("allOf").add(schema);
        whole.set("components", strictComponents);
        return schemas.getSchema(whole).validate(value).stream()
                .map(ValidationMessage::getMessage)
                .toList();
    }

    /** Clients must bear fields that they do not know; here one that is not described is a fault of the description. */
    private static void forbidWhatIsNotDescribed(JsonNode node) {
        if (node instanceof ObjectNode schema
                && schema.path("type").asText().equals("object")
                && schema.has("properties")
                && !schema.has("additionalProperties")) {
            schema.put("additionalProperties", false);
        }
        node.forEach(ApiDocument::forbidWhatIsNotDescribed);
    }
}
