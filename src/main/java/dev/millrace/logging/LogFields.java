package dev.millrace.logging;

import java.util.function.BiConsumer;

/**
 * A parameter of a log message that consists of named values. In text it stands as its {@code toString()} says; in JSON
 * each value also becomes a member of its own.
 */
public interface LogFields {
    /** Hands over each name, in snake_case, with its value: a string, a number or a boolean. */
    void forEach(BiConsumer<String, Object> field);
}
