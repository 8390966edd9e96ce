package dev.millrace.cluster;

import java.util.function.Consumer;

/**
 * Rings at other nodes. It only rings: what a signal speaks of is in the database before, a signal may be lost or come
 * twice, and whoever can be rung up also looks by itself, each second. Implementations are thread-safe; to ring neither
 * waits nor fails.
 */
public interface Bell {
    /** Tells the other nodes: all of them, or for {@link Signal.Queued} at least one. */
    void ring(Signal signal);

    /**
     * Has a listener told what other nodes ring. It is told on threads of the bell's, of signals of one kind one after the
     * other, and may take its time; a {@link Signal.Queued} has been dealt with when it returns.
     */
    <S extends Signal> void listen(Class<S> kind, Consumer<S> listener);

    /** A bell that nobody hears, for who is alone or has nothing to ring with. */
    static Bell silent() {
        return new Bell() {
            @Override
            public void ring(Signal signal) {
                // Nobody listens.
            }

            @Override
            public <S extends Signal> void listen(Class<S> kind, Consumer<S> listener) {
                // Nobody rings.
            }
        };
    }
}
