package dev.millrace.client;

import org.jspecify.annotations.Nullable;

/** A call has not done what it should. */
public abstract sealed class MillraceException extends RuntimeException permits ProblemException, UnreachableException {
    private static final long serialVersionUID = 1L;

    MillraceException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
