package dev.millrace.session.keyword;

import org.jspecify.annotations.Nullable;

/**
 * A parameter of a keyword.
 *
 * @param raw whether the keyword itself looks after names of variables
 * @param initial what it is when a caller says nothing, as a caller would write it; null for nothing
 */
record Parameter(
        String name,
        ParameterType type,
        boolean raw,
        @Nullable String initial,
        boolean required) {
    /** Its place in a signature, such as {@code repeat="1"}. */
    String inSignature() {
        return required ? name : name + "=" + (initial == null ? "null" : '"' + initial + '"');
    }

    /** Whether it takes all values that follow. */
    boolean takesTheRest() {
        return raw && type == ParameterType.LIST;
    }

    /** What it is when a caller says nothing. */
    @Nullable
    Object initialValue() {
        return initial == null ? null : type.convert(name, initial);
    }
}
