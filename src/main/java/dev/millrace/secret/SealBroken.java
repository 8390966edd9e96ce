package dev.millrace.secret;

/** What was encrypted cannot be read; the message says why, as a part of a sentence. */
public final class SealBroken extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SealBroken(String message) {
        super(message, null, false, false);
    }
}
