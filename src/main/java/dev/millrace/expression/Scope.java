package dev.millrace.expression;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a template or condition can see. Values are null, booleans, numbers, strings, lists, maps with string keys, and
 * {@link JsonValue}. Maps are read with their own {@code get} and {@code containsKey}, so that they may compute their
 * values when asked. A scope is used by the evaluating thread only, during the evaluation.
 */
public interface Scope {
    /** The root names that exist here, such as {@code inputs} and {@code states}. */
    Set<String> names();

    /** The value of a root name; null when there is no such name, or when its value is null. */
    @Nullable
    Object get(String name);

    /**
     * The contents of a file, for the template function {@code readFile}.
     *
     * @throws ExpressionException when the file cannot be read; this default always refuses
     */
    default String readFile(String path) {
        throw new ExpressionException("readFile is not available here");
    }

    /** A scope over a map of root names. The map is not copied. */
    static Scope of(Map<String, ?> roots) {
        return new Scope() {
            @Override
            public Set<String> names() {
                return Collections.unmodifiableSet(roots.keySet());
            }

            @Override
            public @Nullable Object get(String name) {
                return roots.get(name);
            }
        };
    }
}
