package dev.millrace.client;

import org.jspecify.annotations.Nullable;

/**
 * There was no answer of a Millrace server: the connection failed, or the thread was interrupted (which its interrupt flag
 * still says). Whether a request without an idempotency key has acted is not known.
 */
public final class UnreachableException extends MillraceException {
    private static final long serialVersionUID = 1L;

    UnreachableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
