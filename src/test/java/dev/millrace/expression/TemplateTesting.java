package dev.millrace.expression;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The scope that the tests of templates share. */
final class TemplateTesting {
    private TemplateTesting() {}

    static String render(String source) {
        return Template.parse(source).render(scope());
    }

    static Scope scope() {
        Map<String, @Nullable Object> inputs = new HashMap<>();
        inputs.put("name", "Ada");
        inputs.put("blank", "");
        inputs.put("n", 2);
        inputs.put("ratio", 1.5);
        inputs.put("big", 1e6);
        inputs.put("flag", true);
        inputs.put("list", List.of("a", "b"));
        inputs.put("empty", List.of());
        inputs.put("map", Map.of("z", 1, "k", "v"));
        inputs.put("nothing", null);
        Map<String, @Nullable Object> loop = new HashMap<>();
        loop.put("Parent", null);
        return Scope.of(Map.of(
                "inputs", inputs,
                "states", Map.of("build-app", Map.of("Output", "built", "ExitCode", 0)),
                "loop", loop,
                "error", Map.of("message", "bad"),
                "env", Map.of("HOME", "/root")));
    }
}
