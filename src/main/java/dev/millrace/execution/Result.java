package dev.millrace.execution;

import org.jspecify.annotations.Nullable;

/**
 * What one attempt at a step gave.
 *
 * @param target the step that the body of a loop left the loop for; null when the routes decide
 */
record Result(Outcome outcome, @Nullable String target) {
    static Result of(Outcome outcome) {
        return new Result(outcome, null);
    }
}
