package dev.millrace.process;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Passes output on, one call at a time, until the listener fails; then ends the process and drops the rest. */
final class GuardedListener implements OutputListener {
    private final OutputListener listener;
    private final Runnable onFailure;
    private @Nullable Throwable failure;
    private boolean finished;

    GuardedListener(OutputListener listener, Runnable onFailure) {
        this.listener = listener;
        this.onFailure = onFailure;
    }

    @Override
    public synchronized void onOutput(Channel channel, ByteBuffer bytes) {
        if (finished || failure != null) {
            return;
        }
        try {
            listener.onOutput(channel, bytes);
        } catch (RuntimeException | Error e) {
            failure = e;
            onFailure.run();
        }
    }

    /** Passes nothing on any more, and throws what the listener threw, if it did. */
    synchronized void finish() {
        finished = true;
        switch (failure) {
            case null -> {}
            case Error e -> throw e;
            case RuntimeException e -> throw e;
            default -> throw new AssertionError(failure);
        }
    }
}
