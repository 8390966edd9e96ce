package dev.millrace.secret;

/** A workflow cannot use a secret; the message says why, and nothing of whether the secret exists for others. */
public final class SecretUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SecretUnavailable(String message) {
        super(message, null, false, false);
    }
}
