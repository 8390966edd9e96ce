package dev.millrace.workflow;

/** The document cannot be read any further: it is no YAML, or it is over a limit. */
final class DocumentException extends Exception {
    private final Position position;

    DocumentException(Position position, String message) {
        super(message);
        this.position = position;
    }

    Position position() {
        return position;
    }
}
