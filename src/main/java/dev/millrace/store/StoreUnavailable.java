package dev.millrace.store;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The database did not take a change although nothing was wrong with the change itself: the disk is full, the file is
 * gone, the server stops. Nothing of the change happened; the same change may succeed later.
 */
public final class StoreUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(500);

    StoreUnavailable(String message, Throwable cause) {
        super(message, cause);
    }

    /** The server stops. */
    public StoreUnavailable(String message) {
        super(message);
    }

    /** Whether a query failed because the database could not be reached: it may succeed later. */
    public static boolean isBehind(Throwable failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof StoreUnavailable
                    || cause instanceof SQLTransientConnectionException
                    || (cause instanceof SQLException error && MysqlErrors.isOfConnection(error))) {
                return true;
            }
        }
        return false;
    }

    /**
     * Runs a query that has nobody to tell that the database cannot be reached: until it can be. Gives up when the thread
     * is interrupted, with what the last try threw.
     */
    public static <T> T outlast(Supplier<T> query) {
        while (true) {
            try {
                return query.get();
            } catch (RuntimeException e) {
                if (!isBehind(e)) {
                    throw e;
                }
                pause(e);
            }
        }
    }

    private static void pause(RuntimeException failure) {
        try {
            Thread.sleep(BETWEEN_TRIES);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw failure;
        }
    }
}
