package dev.millrace.session.keyword;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.session.driver.Driver;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs scripts that callers write: as plain text, or as JSON with a {@code script} and its {@code args}. */
final class Scripts {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Scripts() {}

    static @Nullable Object run(Driver driver, String scriptOrJson) {
        JsonNode json = object(scriptOrJson);
        JsonNode script = json == null ? null : json.get("script");
        if (json == null || script == null || !script.isTextual()) {
            return driver.run(scriptOrJson, List.of());
        }
        JsonNode arguments = json.path("args");
        List<Object> values = new ArrayList<>();
        if (arguments.isArray()) {
            arguments.forEach(each -> values.add(JSON.convertValue(each, Object.class)));
        } else if (!arguments.isMissingNode()) {
            values.add(JSON.convertValue(arguments, Object.class));
        }
        return driver.run(script.textValue(), values);
    }

    private static @Nullable JsonNode object(String text) {
        if (!text.strip().startsWith("{")) {
            return null;
        }
        try {
            JsonNode json = JSON.readTree(text);
            return json.isObject() ? json : null;
        } catch (JsonProcessingException _) {
            return null;
        }
    }
}
