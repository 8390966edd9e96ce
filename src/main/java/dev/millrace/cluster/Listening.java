package dev.millrace.cluster;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * A listener with its thread, which is told one signal after the other. When it cannot keep up, signals are lost: it looks by
 * itself, too. Thread-safe.
 */
final class Listening<S extends Signal> implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Listening.class);
    private static final int MOST_WAITING = 10_000;

    private final Class<S> kind;
    private final Consumer<S> listener;
    private final BlockingQueue<S> waiting = new LinkedBlockingQueue<>(MOST_WAITING);
    private final Thread thread;

    private Listening(Class<S> kind, Consumer<S> listener) {
        this.kind = kind;
        this.listener = listener;
        this.thread = Thread.ofVirtual().name("bell-" + kind.getSimpleName()).unstarted(this::tell);
    }

    static <S extends Signal> Listening<S> begin(Class<S> kind, Consumer<S> listener) {
        Listening<S> listening = new Listening<>(kind, listener);
        listening.thread.start();
        return listening;
    }

    /** Has the listener told, if it listens to such signals. */
    void hear(Signal signal) {
        if (kind.isInstance(signal) && !waiting.offer(kind.cast(signal))) {
            LOG.debugf("A signal is lost, since %d wait: %s", MOST_WAITING, signal);
        }
    }

    private void tell() {
        try {
            while (true) {
                S signal = waiting.take();
                try {
                    listener.accept(signal);
                } catch (RuntimeException e) {
                    LOG.warnf(e, "A signal could not be acted on: %s", signal);
                }
            }
        } catch (InterruptedException _) {
            LOG.debugf("Nobody listens to %s any more", kind.getSimpleName());
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
