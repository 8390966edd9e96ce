package dev.millrace.cache;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * One reading of a key, for all who ask for it at the time.
 *
 * @param began when, in the nanoseconds of the cache's ticker
 */
record Load<V>(Claim claim, long began, CompletableFuture<@Nullable Outcome<V>> result) {
    Load(Claim claim, long began) {
        this(claim, began, new CompletableFuture<>());
    }

    /**
     * What was read.
     *
     * @param current whether nothing newer was told before it could be kept
     */
    record Outcome<V>(Entry<V> entry, boolean current) {}

    /** Waits for what somebody else reads; null when they did not have to. Throws what failed there. */
    @Nullable
    Outcome<V> await() {
        try {
            return result.join();
        } catch (CompletionException e) {
            switch (e.getCause()) {
                case RuntimeException failure -> throw failure;
                case Error failure -> throw failure;
                case null, default -> throw e;
            }
        }
    }
}
