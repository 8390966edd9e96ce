package dev.millrace.expression;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The scope that the tests of conditions share. */
final class ConditionTesting {
    private ConditionTesting() {}

    static boolean test(String source) {
        return Condition.parse(source).test(scope());
    }

    static @Nullable Object evaluate(String source) {
        return Condition.parse(source).evaluate(scope());
    }

    static Scope scope() {
        return Scope.of(Map.of(
                "inputs",
                Map.of("n", "10", "ratio", "1.5", "ready", "true", "word", "ten", "name", "build"),
                "states",
                Map.of(
                        "build", Map.of("Output", "10", "ExitCode", 0),
                        "build-app", Map.of("Output", "x", "ExitCode", 0L)),
                "loop",
                Map.of("Item", new JsonValue(2), "Text", new JsonValue("2"), "Index", 1),
                "list",
                List.of(3, 1, 2),
                "env",
                Map.of("HOME", "/root")));
    }
}
