package dev.millrace.docs;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a document says of an execution and is not so. */
final class Difference {
    private Difference() {}

    /** Where the execution is not what is expected of it; what is not spoken of may be anything. */
    static List<String> between(JsonNode expected, JsonNode execution) {
        List<String> differences = new ArrayList<>();
        Map<String, JsonNode> steps = latestByName(execution.path("steps"));
        for (Map.Entry<String, JsonNode> field : expected.properties()) {
            if (field.getKey().equals("steps")) {
                field.getValue()
                        .properties()
                        .forEach(step -> compare(
                                "steps." + step.getKey(),
                                step.getValue(),
                                steps.getOrDefault(step.getKey(), execution.path("")),
                                differences));
            } else {
                compare(field.getKey(), field.getValue(), execution.path(field.getKey()), differences);
            }
        }
        return differences;
    }

    /** The last attempt at each step, by the step's name. */
    private static Map<String, JsonNode> latestByName(JsonNode steps) {
        Map<String, JsonNode> latest = new LinkedHashMap<>();
        steps.forEach(step -> latest.put(step.path("name").asText(), step));
        return latest;
    }

    private static void compare(String place, JsonNode expected, JsonNode actual, List<String> differences) {
        if (expected.isObject() && actual.isObject()) {
            for (Map.Entry<String, JsonNode> field : expected.properties()) {
                compare(place + "." + field.getKey(), field.getValue(), actual.path(field.getKey()), differences);
            }
        } else if (!expected.equals(actual)) {
            differences.add(
                    "%s is %s, not %s".formatted(place, actual.isMissingNode() ? "not there" : actual, expected));
        }
    }
}
