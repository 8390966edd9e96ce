package dev.millrace.execution;

/** What a step was given does not do; the message says why, and what would. */
final class InvalidInputs extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InvalidInputs(String message) {
        super(message);
    }
}
