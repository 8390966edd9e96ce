package dev.millrace.expression;

import java.util.AbstractMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A scope seen as a map of its root names: what the dot and {@code $} are at the top of a template. */
final class RootMap extends AbstractMap<String, @Nullable Object> {
    private final Scope scope;

    RootMap(Scope scope) {
        this.scope = scope;
    }

    @Override
    public boolean containsKey(@Nullable Object key) {
        return key != null && scope.names().contains(key);
    }

    @Override
    public @Nullable Object get(@Nullable Object key) {
        return key instanceof String name ? scope.get(name) : null;
    }

    @Override
    public Set<String> keySet() {
        return scope.names();
    }

    @Override
    public Set<Map.Entry<String, @Nullable Object>> entrySet() {
        Map<String, @Nullable Object> copy = new LinkedHashMap<>();
        scope.names().forEach(name -> copy.put(name, scope.get(name)));
        return copy.entrySet();
    }
}
