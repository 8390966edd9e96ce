package dev.millrace.store;

/** The database server cannot take a text in a change, because of its length. Nothing of the change happened. */
public final class ChangeTooLarge extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ChangeTooLarge(String message) {
        super(message);
    }
}
