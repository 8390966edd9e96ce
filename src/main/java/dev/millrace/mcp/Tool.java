package dev.millrace.mcp;

import dev.millrace.access.Scope;
import io.quarkiverse.mcp.server.ToolResponse;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A tool that does not depend on what workflows there are.
 *
 * @param description what models read to decide whether they call it
 * @param scope without which a caller has no such tool
 * @param input the JSON Schema of its arguments
 * @param output the JSON Schema of its structured content; empty when it has none
 */
record Tool(
        String name,
        String title,
        String description,
        Scope scope,
        Effect effect,
        Map<String, Object> input,
        Optional<Map<String, Object>> output,
        Action action) {
    /** What a tool does. Throws what a caller is to be told. */
    @FunctionalInterface
    interface Action {
        ToolResponse act(Call call) throws InterruptedException;
    }

    /** What a call does to the world. */
    enum Effect {
        /** Nothing. */
        READ,
        /** It makes something. */
        CREATE,
        /** It begins work, which may do anything. */
        START,
        /** It may change anything, such as what a browser shows. */
        ACT,
        /** It ends something; once more changes nothing. */
        END
    }

    /** The names of the arguments that there are. */
    Set<String> argumentNames() {
        Set<String> names = new TreeSet<>();
        ((Map<?, ?>) input.getOrDefault("properties", Map.of())).keySet().forEach(name -> names.add(name.toString()));
        return names;
    }

    boolean changesSomething() {
        return effect != Effect.READ;
    }
}
