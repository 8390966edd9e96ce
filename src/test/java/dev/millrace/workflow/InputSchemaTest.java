package dev.millrace.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InputSchemaTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static Map<String, Object> schema(String inputs) {
        String document = """
                name: schema
                inputs:
                %sstates: {initial: done, done: {type: terminal}}
                """.formatted(inputs.indent(2));
        return InputSchema.of(Documents.accepted(document).inputs().values());
    }

    private static void assertSchema(String inputs, String properties, String required) throws Exception {
        Map<String, Object> schema = schema(inputs);
        assertThat(JSON.valueToTree(schema.get("properties")).toString())
                .isEqualTo(JSON.readTree(properties).toString());
        assertThat(JSON.valueToTree(schema.get("required")).toString())
                .isEqualTo(JSON.readTree(required).toString());
    }

    @Test
    void each_input_is_a_property_with_its_rules() throws Exception {
        assertSchema("""
                - {name: port, type: integer, required: true, validation: {min: 1024, max: 65535}}
                - {name: env, type: string, description: where, default: dev, validation: {enum: [dev, prod]}}
                - {name: size, type: integer, validation: {enum: ["1", "2"]}}
                - {name: any}
                """, """
                {"port":{"type":"integer","minimum":1024,"maximum":65535},
                 "env":{"type":"string","description":"where","enum":["dev","prod"],"default":"dev"},
                 "size":{"type":"integer","enum":[1,2]},
                 "any":{}}""", "[\"port\"]");
    }

    @Test
    void a_default_is_of_the_type_of_its_input() throws Exception {
        assertSchema(
                "- {name: n, type: integer, default: \"8080\"}\n- {name: f, type: boolean, default: \"yes\"}\n",
                "{\"n\":{\"type\":\"integer\",\"default\":8080},\"f\":{\"type\":\"boolean\",\"default\":true}}",
                "null");
    }

    @Test
    void what_has_a_default_need_not_be_given() throws Exception {
        assertSchema(
                "- {name: a, type: string, required: true, default: x}\n",
                "{\"a\":{\"type\":\"string\",\"default\":\"x\"}}",
                "null");
    }
}
