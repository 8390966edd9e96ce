package dev.millrace.execution;

import org.jspecify.annotations.Nullable;

/**
 * Which log text is wanted. Null leaves a criterion out.
 *
 * @param stream {@code stdout}, {@code stderr} or {@code system}
 * @param step the name of a step
 */
record LogFilter(@Nullable String stream, @Nullable String step) {
    boolean admits(Event event) {
        return event.detail() instanceof Detail.Log log
                && (stream == null || stream.equals(log.stream()))
                && (step == null || step.equals(event.step()));
    }
}
