package dev.millrace.store;

/**
 * The database did not take a change although nothing was wrong with the change itself: the disk is full, the file is
 * gone, the server stops. Nothing of the change happened; the same change may succeed later.
 */
public final class StoreUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StoreUnavailable(String message, Throwable cause) {
        super(message, cause);
    }

    /** The server stops. */
    public StoreUnavailable(String message) {
        super(message);
    }
}
