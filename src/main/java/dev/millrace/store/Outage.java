package dev.millrace.store;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Times in which the database cannot be reached: how to tell them, and how to wait for their end. */
public final class Outage {
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(500);

    private Outage() {}

    /** Whether something failed because the database could not be reached: it may succeed later. */
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
