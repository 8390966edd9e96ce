package dev.millrace.process;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Passes output on, one call at a time, until the listener fails; then ends the process and drops the rest. */
final class GuardedListener implements OutputListener {
    private final OutputListener listener;
    private final Runnable onFailure;
    private @Nullable Throwable failure;

    GuardedListener(OutputListener listener, Runnable onFailure) {
        this.listener = listener;
        this.onFailure = onFailure;
    }

    @Override
    public synchronized void onOutput(Channel channel, ByteBuffer bytes) {
        if (failure != null) {
            return;
        }
        try {
            listener.onOutput(channel, bytes);
        } catch (RuntimeException | Error e) {
            failure = e;
            onFailure.run();
        }
    }

    /** Throws what the listener threw, if it did. */
    synchronized void rethrow() {
        switch (failure) {
            case null -> {}
            case Error e -> throw e;
            case RuntimeException e -> throw e;
            default -> throw new AssertionError(failure);
        }
    }
}
