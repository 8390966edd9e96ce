package dev.millrace.session.error;

import dev.millrace.http.KnownFailure;
import dev.millrace.http.ProblemException;
import java.util.Map;

/** Something failed in a session. The message says what, and how to put it right; it names no class of ours. */
public final class SessionException extends RuntimeException implements KnownFailure {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final transient Map<String, Object> details;

    public SessionException(ErrorCode code, String message) {
        this(code, message, Map.of());
    }

    /** With values for programs. */
    public SessionException(ErrorCode code, String message, Map<String, Object> details) {
        super(message, null, false, false);
        this.code = code;
        this.details = Map.copyOf(details);
    }

    /** What kind of failure it is. */
    public ErrorCode code() {
        return code;
    }

    /** What is wrong, as text that is never null. */
    public String message() {
        return String.valueOf(getMessage());
    }

    /** Whether the element was not there, not ready or not to be seen, so that nothing was done yet. */
    public boolean nothingDone() {
        return code == ErrorCode.E0201 || code == ErrorCode.E0204 || code == ErrorCode.E0303;
    }

    @Override
    public ProblemException problem() {
        return ProblemException.ofType("optics:" + code.family(), code.status(), code.name(), code.title(), message())
                .with(details);
    }
}
