package dev.millrace.session.keyword;

import org.jspecify.annotations.Nullable;

/**
 * A parameter of a keyword.
 *
 * @param initial what it is when a caller says nothing, as a caller would write it; null for nothing
 */
record Parameter(String name, ParameterType type, @Nullable String initial, boolean required) {
    /** Its place in a signature, such as {@code repeat="1"}. */
    String inSignature() {
        return required ? name : name + "=" + (initial == null ? "null" : '"' + initial + '"');
    }

    /** What it is when a caller says nothing. */
    @Nullable
    Object initialValue() {
        return initial == null ? null : type.convert(name, initial);
    }
}
