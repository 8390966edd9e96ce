package dev.millrace.client;

import org.jspecify.annotations.Nullable;

/**
 * Why an execution or a step failed or was cancelled.
 *
 * @param code stable, for programs, such as {@code step-timeout}
 * @param message a sentence for a person
 * @param step the state at fault; null when it was none
 */
public record Failure(String code, String message, @Nullable String step) {}
