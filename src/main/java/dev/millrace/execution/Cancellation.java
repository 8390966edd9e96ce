package dev.millrace.execution;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Says to a piece of running work that it must stop, and why. Work within the work has children: cancelling reaches
 * them all. The first cause stands. Thread-safe.
 */
final class Cancellation {
    /** Why work must stop. */
    enum Cause {
        /** Somebody asked for it. */
        REQUEST,
        /** Its time is over. */
        TIMEOUT,
        /** It is a branch of a parallel step, and another branch has decided how that step ends. */
        SIBLING,
        /** It is an execution that another one has called, and that one waits for it no longer. */
        CALLER,
        /** The server stops, or another one has taken over: nothing more is recorded. */
        ABANDONED;

        /** How a step ends that was stopped for this reason. */
        StepStatus status() {
            return this == TIMEOUT ? StepStatus.FAILED : StepStatus.CANCELLED;
        }
    }

    private final Optional<Instant> deadline;
    private final CompletableFuture<Cause> cancelled = new CompletableFuture<>();
    private final Set<Runnable> listeners = new LinkedHashSet<>();

    Cancellation() {
        this(Optional.empty());
    }

    private Cancellation(Optional<Instant> deadline) {
        this.deadline = deadline;
    }

    /** When the time of the work is over at the latest; empty for never. */
    Optional<Instant> deadline() {
        return deadline;
    }

    /** Stops the work, unless it was stopped before. */
    void cancel(Cause cause) {
        List<Runnable> told;
        synchronized (listeners) {
            if (!cancelled.complete(cause)) {
                return;
            }
            told = List.copyOf(listeners);
            listeners.clear();
        }
        told.forEach(Runnable::run);
    }

    /** Why the work must stop, or null while it may go on. */
    @Nullable
    Cause cause() {
        return cancelled.getNow(null);
    }

    /** Runs the listener when the work is stopped; now, if it is already. Close the registration when the work is done. */
    Registration onCancel(Runnable listener) {
        synchronized (listeners) {
            if (cause() == null) {
                listeners.add(listener);
                return () -> {
                    synchronized (listeners) {
                        listeners.remove(listener);
                    }
                };
            }
        }
        listener.run();
        return () -> {};
    }

    /** A listener's place among the others. */
    interface Registration extends AutoCloseable {
        @Override
        void close();
    }

    /** A cancellation for work within this work, which ends with it at the latest. */
    Child child(@Nullable Duration timeout) {
        Cancellation inner = new Cancellation(sooner(timeout));
        Registration parent = onCancel(() -> inner.cancel(Objects.requireNonNull(cause())));
        if (timeout != null) {
            Future<?> timer = Timers.after(timeout, () -> inner.cancel(Cause.TIMEOUT));
            return new Child(inner, () -> {
                timer.cancel(false);
                parent.close();
            });
        }
        return new Child(inner, parent);
    }

    private Optional<Instant> sooner(@Nullable Duration timeout) {
        if (timeout == null) {
            return deadline;
        }
        Instant own = Instant.now().plus(timeout);
        return Optional.of(deadline.filter(outer -> outer.isBefore(own)).orElse(own));
    }

    /** The cancellation of inner work, and its tie to the outer one. */
    record Child(Cancellation cancellation, Registration tie) implements AutoCloseable {
        @Override
        public void close() {
            tie.close();
        }
    }

    /** Waits for this long, or until the work must stop; whether it may go on. */
    boolean sleep(Duration duration) throws InterruptedException {
        try {
            cancelled.get(duration.toNanos(), TimeUnit.NANOSECONDS);
            return false;
        } catch (TimeoutException _) {
            return true;
        } catch (ExecutionException e) {
            throw new IllegalStateException("a cancellation has no failure", e);
        }
    }
}
