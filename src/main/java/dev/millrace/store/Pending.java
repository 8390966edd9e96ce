package dev.millrace.store;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A change that waits to be on disk. Once it is taken from the queue, only the writer's thread uses it.
 *
 * @param <T> what the change answers
 */
final class Pending<T> {
    private final Write<T> write;
    private final CompletableFuture<T> result = new CompletableFuture<>();
    private @Nullable T value;
    private @Nullable Exception failure;

    Pending(Write<T> write) {
        this.write = write;
    }

    /** Completes when the change is on disk, or with the reason why it will not be. */
    CompletableFuture<T> result() {
        return result;
    }

    /** Makes the change in a transaction. What it throws is kept. */
    void run(Transaction transaction) {
        transaction.beginChange();
        value = null;
        failure = null;
        try {
            value = write.run(transaction);
        } catch (Exception e) {
            failure = e;
        }
    }

    /** Whether the last run of the change failed. */
    boolean failed() {
        return failure != null;
    }

    /** Has the change count as failed, whatever it made of it. */
    void failWith(Exception cause) {
        failure = cause;
    }

    /** Tells the submitter how the change went, which is on disk now. */
    void complete() {
        if (failure != null) {
            result.completeExceptionally(failure);
        } else {
            result.complete(value);
        }
    }

    /** Tells the submitter that the database did not take the change. */
    void refuse(StoreUnavailable cause) {
        result.completeExceptionally(cause);
    }
}
