package dev.millrace.execution;

import org.jspecify.annotations.Nullable;

/**
 * What one attempt at a step gave.
 *
 * @param target the step that the body of a loop left the loop for; null when the routes decide
 * @param onRecord what is to be done when the outcome is on disk; null for nothing
 */
record Result(
        Outcome outcome, @Nullable String target, @Nullable Runnable onRecord) {
    static Result of(Outcome outcome) {
        return new Result(outcome, null, null);
    }

    /** This result with another outcome. */
    Result with(Outcome other) {
        return new Result(other, target, onRecord);
    }
}
