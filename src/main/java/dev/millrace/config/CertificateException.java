package dev.millrace.config;

/** A certificate and its key cannot be used. The message says why, as a sentence without its full stop. */
public final class CertificateException extends Exception {
    private static final long serialVersionUID = 1L;

    CertificateException(String message) {
        super(message);
    }
}
