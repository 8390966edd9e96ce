package dev.millrace.execution;

import dev.millrace.cluster.Share;
import dev.millrace.execution.ExecutionStore.Queued;
import dev.millrace.store.Outage;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Gives executions their turn: at most so many run at a time, the others wait in the database, the most urgent first
 * and then the oldest. What was left unfinished by a server that died goes before all of them. Where several servers take
 * from the same queue, each begins with its share of the next ones, so that they seldom try the same. Thread-safe.
 */
final class Dispatcher {
    private static final Logger LOG = Logger.getLogger(Dispatcher.class);

    /** How many are looked up at once; a more urgent one that comes meanwhile waits for these. */
    private static final int LOOK_AHEAD = 32;

    private final ExecutionStore store;
    private final Supplier<Share> share;
    private final Semaphore places;
    private final Semaphore bell = new Semaphore(0);
    private final AtomicLong waiting = new AtomicLong();
    private final AtomicLong limited = new AtomicLong();
    private final AtomicBoolean mayBeAbandoned = new AtomicBoolean(true);
    private final Deque<Long> abandoned = new ArrayDeque<>();
    private final Deque<Long> next = new ArrayDeque<>();

    /** Given their turn, but not yet taken up in the database. */
    private final Set<Long> underWay = ConcurrentHashMap.newKeySet();

    private volatile @Nullable Thread thread;

    Dispatcher(ExecutionStore store, Supplier<Share> share, int maxExecutions, MeterRegistry metrics) {
        this.store = store;
        this.share = share;
        this.places = new Semaphore(maxExecutions, true);
        metrics.gauge("millrace.executions.queued", waiting);
        metrics.gauge("millrace.executions.limited", limited);
        metrics.gauge("millrace.executions.active", places, free -> maxExecutions - free.availablePermits());
    }

    /**
     * Begins to give turns.
     *
     * @param run takes up an execution in a place that it gives back with {@link #leave}
     */
    void start(LongConsumer run) {
        waiting.set(store.countQueued());
        bell.release();
        thread = Thread.ofPlatform().name("dispatcher").start(() -> dispatch(run));
    }

    /** Takes a place at once if there is one and nobody waits for it; whether it did. */
    boolean tryEnter() {
        return waiting.get() == 0 && !places.hasQueuedThreads() && places.tryAcquire();
    }

    /** Waits this long for a place; whether it took one. For who had one before: others do not go first. */
    boolean enter(Duration patience) throws InterruptedException {
        return places.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Gives a place back. */
    void leave() {
        places.release();
    }

    /** An execution has been put into the queue. */
    void queued() {
        waiting.incrementAndGet();
        bell.release();
    }

    /** Somebody else may have put executions into the queue. */
    void look() {
        bell.release();
    }

    /** A server may have left executions unfinished. */
    void lookForAbandoned() {
        mayBeAbandoned.set(true);
        bell.release();
    }

    /** Counts those that have no turn because of their workflow's limit; more places for executions would not help them. */
    void countLimited() {
        limited.set(store.countLimited());
    }

    /** An execution that was given its turn is not {@code queued} in the database any more. */
    void taken(long id) {
        underWay.remove(id);
        bell.release();
    }

    /** Gives no more turns. */
    void stop() throws InterruptedException {
        Thread running = thread;
        if (running != null) {
            running.interrupt();
            running.join();
        }
    }

    private void dispatch(LongConsumer run) {
        try {
            while (true) {
                bell.acquire();
                bell.drainPermits();
                for (Long id = take(); id != null; id = take()) {
                    run.accept(id);
                }
            }
        } catch (InterruptedException _) {
            LOG.debug("The dispatcher stops");
        } catch (RuntimeException e) {
            if (!Thread.currentThread().isInterrupted()) {
                throw e;
            }
            LOG.debugf("The dispatcher stops while the database cannot be reached: %s", e.getMessage());
        }
    }

    /** The next execution, in a place of its own; null when none waits. */
    private @Nullable Long take() throws InterruptedException {
        places.acquire();
        Long id = Outage.outlast(() -> Optional.ofNullable(nextId())).orElse(null);
        if (id == null) {
            places.release();
        }
        return id;
    }

    private @Nullable Long nextId() {
        findAbandoned();
        Long left = abandoned.pollFirst();
        if (left != null) {
            underWay.add(left);
            return left;
        }
        if (next.isEmpty()) {
            next.addAll(share.get().first(notUnderWay(withinLimits(store.queued(LOOK_AHEAD + underWay.size())))));
        }
        Long id = next.pollFirst();
        if (id == null) {
            waiting.set(0);
        } else {
            underWay.add(id);
            waiting.updateAndGet(count -> Math.max(0, count - 1));
        }
        return id;
    }

    private void findAbandoned() {
        if (!abandoned.isEmpty() || !mayBeAbandoned.get()) {
            return;
        }
        mayBeAbandoned.set(false);
        List<Long> found;
        try {
            found = notUnderWay(store.abandoned());
        } catch (RuntimeException e) {
            mayBeAbandoned.set(true);
            throw e;
        }
        if (!found.isEmpty()) {
            LOG.infof("%d executions were not finished by their server; they are taken up", found.size());
            abandoned.addAll(share.get().first(found));
        }
    }

    /** Those that can begin together: of a workflow with a limit, no more than it lets begin now. */
    private static List<Long> withinLimits(List<Queued> queued) {
        Map<String, Integer> begun = new HashMap<>();
        return queued.stream()
                .filter(execution -> begun.merge(execution.workflow(), 1, Integer::sum) <= execution.free())
                .map(Queued::id)
                .toList();
    }

    private List<Long> notUnderWay(List<Long> ids) {
        return ids.stream().filter(id -> !underWay.contains(id)).toList();
    }
}
