package dev.millrace.workflow;

/** The document cannot be read any further: it is no YAML, or it is over a limit. */
final class DocumentException extends Exception {
    private final Position position;
    private final String reason;

    DocumentException(Position position, String message) {
        super(message);
        this.position = position;
        this.reason = message;
    }

    Position position() {
        return position;
    }

    /** The message; never null. */
    String reason() {
        return reason;
    }
}
