package dev.millrace.execution;

import org.jspecify.annotations.Nullable;

/**
 * One thing that happened to an execution.
 *
 * @param seq its number within the execution, from 1, without gaps
 * @param at when, in milliseconds since 1970 UTC
 * @param step the name of the step it is about, or null
 * @param path which visit of that step, such as {@code build#2}; unique within a run from one entry point
 */
public record Event(
        long seq, long at, @Nullable String step, @Nullable String path, Detail detail) {
    /** The type by which clients know it, such as {@code step.completed}. */
    public String type() {
        return detail.type();
    }
}
