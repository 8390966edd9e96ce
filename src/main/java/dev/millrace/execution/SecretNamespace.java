package dev.millrace.execution;

import dev.millrace.expression.ExpressionException;
import dev.millrace.secret.SecretUnavailable;
import java.util.AbstractMap;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The namespace {@code secrets} of templates: each name is looked up when it is asked for, and the execution knows its
 * value from then on. It cannot be listed: nothing is in it until it is asked for by name.
 */
final class SecretNamespace extends AbstractMap<String, Object> {
    private final UnaryOperator<String> lookUp;

    /** @param lookUp the value of a name; throws {@link SecretUnavailable} */
    SecretNamespace(UnaryOperator<String> lookUp) {
        this.lookUp = lookUp;
    }

    @Override
    public Object get(@Nullable Object name) {
        try {
            return lookUp.apply(String.valueOf(name));
        } catch (SecretUnavailable e) {
            throw new ExpressionException(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public boolean containsKey(@Nullable Object name) {
        return true;
    }

    @Override
    public Set<Map.Entry<String, Object>> entrySet() {
        return Set.of();
    }
}
