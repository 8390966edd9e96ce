package dev.millrace.execution;

import dev.millrace.store.StoreUnavailable;
import dev.millrace.store.Write;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The journal of one execution, held by its owner. What happens is recorded in memory at once and appended in batches,
 * one at a time: while one is being committed the next one gathers. {@link #commit} waits until everything recorded so
 * far is on disk; that is what stands between a decision and its side effect. Thread-safe.
 */
final class ExecutionJournal {
    private static final Logger LOG = Logger.getLogger(ExecutionJournal.class);

    /** How long a little log text waits for more. Watchers do not notice; a command that says one line saves a commit. */
    private static final Duration GATHERING = Duration.ofMillis(5);

    private final JournalContext context;
    private final ExecutionRow row;
    private final ExecutionState state;
    private final KnownSecrets secrets;
    private final Appends appends;
    private final Announcements announcements;
    private final RecordedRun recorded;
    private final CompletableFuture<Void> accepted = new CompletableFuture<>();
    private final CompletableFuture<Void> brokenOff = new CompletableFuture<>();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition settled = lock.newCondition();
    private final PendingEvents pending = new PendingEvents();
    private boolean gathering;
    private long logged;
    private boolean inFlight;
    private long durableSeq;

    private final DurableActions whenDurable = new DurableActions();

    private @Nullable RuntimeException broken;

    private ExecutionJournal(JournalContext context, ExecutionRow row, JournalStore.Recorded found, Appends appends) {
        this.context = context;
        this.row = row;
        this.state = found.state();
        this.secrets = found.secrets().secrets();
        this.appends = appends;
        this.announcements = new Announcements(context.hub(), context.bell(), row, secrets);
        this.recorded = new RecordedRun(state, lock);
        this.durableSeq = state.lastSeq();
    }

    /**
     * The journal of a new execution. Its first append also makes the execution's row.
     *
     * @param row its inputs, names and origin; the rest follows from the events
     * @param known the values of secrets that may be among its inputs
     */
    static ExecutionJournal create(JournalContext context, ExecutionRow row, Collection<String> known) {
        KnownSecrets secrets = new KnownSecrets(context.keys(), row.id());
        secrets.addAll(known);
        KnownSecretsStore.Known start = new KnownSecretsStore.Known(secrets, null);
        JournalStore.Recorded nothing = new JournalStore.Recorded(new ExecutionState(), 0, start);
        return new ExecutionJournal(
                context, row, nothing, new Appends(row, nothing, context.node().life(), null));
    }

    /** The journal of an existing execution. Its first append takes the execution over, or finds that another did. */
    static ExecutionJournal takeOver(JournalContext context, ExecutionRow row, JournalStore.Recorded recorded) {
        return resume(context, recorded.secrets().restore(row), recorded);
    }

    /**
     * The same for an execution that has ended and goes on.
     *
     * @param row with the inputs that it goes on with, not masked
     */
    static ExecutionJournal resume(JournalContext context, ExecutionRow row, JournalStore.Recorded recorded) {
        return new ExecutionJournal(
                context,
                row,
                recorded,
                new Appends(row, recorded, context.node().life(), row.epoch()));
    }

    /** The execution's readable id. */
    String executionId() {
        return row.executionId();
    }

    /** The life of this node that owns the execution, as far as the journal knows. */
    String owner() {
        return appends.owner();
    }

    /** Has this run, on a thread of its own, when it turns out that nothing more can be recorded. */
    void onBroken(Runnable action) {
        var _ = brokenOff.thenRunAsync(action, Thread::startVirtualThread);
    }

    /** What the execution knows of secrets. A value must be in there before anything that holds it is recorded. */
    KnownSecrets secrets() {
        return secrets;
    }

    /** Completes when the first append is on disk, or with the reason why it never will be. */
    CompletableFuture<Void> accepted() {
        return accepted;
    }

    /** Records how the execution begins, before anything else. All of it is in the first append. */
    void begin(List<Detail> details) {
        locked(() -> details.forEach(detail -> add(null, null, detail)));
    }

    /**
     * Records how the execution begins, or goes on, before anything else. All of it is in the first append, and with it
     * what {@code acceptance} makes of the row.
     *
     * @return the row as these events make it
     */
    ExecutionRow begin(List<Detail> details, Function<ExecutionRow, Write<?>> acceptance) {
        lock.lock();
        try {
            begin(details);
            ExecutionRow begun = appends.row();
            appends.accept(acceptance.apply(begun));
            return begun;
        } finally {
            lock.unlock();
        }
    }

    /** Has something else written with the next append, which is the first one of this owner. */
    void first(Write<?> write) {
        locked(() -> appends.accept(write));
    }

    /** The end of the execution gives back the place among those of its workflow, or the wish for one, that it may have. */
    void mayBeLimited() {
        locked(appends::mayBeLimited);
    }

    /** The execution's state, with everything recorded so far. Only for a thread that nobody records beside. */
    ExecutionState state() {
        return state;
    }

    /** What is on record of the present run. */
    RecordedRun recorded() {
        return recorded;
    }

    /** The execution's row as the recorded events make it. */
    ExecutionRow row() {
        return locked(appends::row);
    }

    private <T extends @Nullable Object> T locked(Supplier<T> read) {
        lock.lock();
        try {
            return read.get();
        } finally {
            lock.unlock();
        }
    }

    private void locked(Runnable change) {
        lock.lock();
        try {
            change.run();
        } finally {
            lock.unlock();
        }
    }

    /** Records what happened to the execution as a whole. */
    void record(Detail detail) {
        record(null, null, detail);
    }

    /** Records what happened. It is appended soon; {@link #commit} waits for it. */
    void record(@Nullable String step, @Nullable String path, Detail detail) {
        lock.lock();
        try {
            add(step, path, detail);
            if (pending.isDue() && !inFlight) {
                append();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Records that the visit's attempt goes to a robot; the number by which the robot knows it. */
    int assign(String step, String path, String robot) {
        return locked(() -> {
            int attempt = state.assignments() + 1;
            add(step, path, new Detail.StepAssigned(robot, attempt));
            return attempt;
        });
    }

    /** Has this run, on a thread of its own, when everything recorded so far is on disk; null is nothing. */
    void onRecord(@Nullable Runnable action) {
        if (action == null) {
            return;
        }
        locked(() -> {
            whenDurable.add(state.lastSeq(), action);
            flush();
        });
    }

    /**
     * Records log text, masked. It is appended after a moment, in which more may come, or even the end of the step, which
     * then shares the append. Waits while much of it is still on its way to the disk.
     */
    void log(@Nullable String step, @Nullable String path, String stream, String plain) throws InterruptedException {
        Detail.Log text = new Detail.Log(stream, secrets.mask().text(plain));
        lock.lock();
        try {
            if (logged > context.logLimit()) {
                return;
            }
            while (pending.hasTooMuchLog() && broken == null) {
                settled.await();
            }
            add(step, path, text);
            logged += text.text().length();
            if (logged > context.logLimit()) {
                add(step, path, new Detail.Log("system", "[the log is full: what follows is not kept]\n"));
            }
            if (!inFlight && pending.hasEnoughLog()) {
                append();
            } else if (!inFlight && !gathering) {
                gathering = true;
                var _ = Timers.after(GATHERING, this::gathered);
            }
        } finally {
            lock.unlock();
        }
    }

    private void gathered() {
        lock.lock();
        try {
            gathering = false;
            if (!inFlight) {
                append();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Has everything recorded so far appended, without waiting for it. */
    void flush() {
        lock.lock();
        try {
            if (!inFlight && !pending.isEmpty()) {
                append();
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until everything recorded so far is on disk, and it is certain that the execution is this node's to act on.
     *
     * @throws OwnershipLost when another server has taken the execution over, or may do so at any time
     */
    void commit() throws InterruptedException {
        awaitDisk();
        if (!context.lease().holds(owner())) {
            throw new OwnershipLost(row.executionId());
        }
    }

    /** Waits until everything recorded so far is on disk. For who does nothing further with the execution. */
    void awaitDisk() throws InterruptedException {
        lock.lock();
        try {
            long target = state.lastSeq();
            while (durableSeq < target && broken == null) {
                if (inFlight) {
                    settled.await();
                } else {
                    append();
                }
            }
            if (broken != null) {
                throw broken;
            }
        } finally {
            lock.unlock();
        }
    }

    private void add(@Nullable String step, @Nullable String path, Detail detail) {
        Event event = new Event(state.lastSeq() + 1, context.clock().millis(), step, path, detail);
        state.apply(event);
        pending.add(event);
    }

    /** Sends what is pending to the writer. With the lock held and no batch in flight. */
    private void append() {
        if (broken == null && !pending.isEmpty()) {
            submit(appends.next(pending.take()));
        }
    }

    private void submit(Append append) {
        inFlight = true;
        var _ = context.writer().submit(append).whenComplete((_, failure) -> settle(append, failure));
    }

    /** Whoever asks for a new execution can be told that there is none; nobody else can. */
    private boolean somebodyWaits(Append append) {
        return append.epoch() == null && row.parent() == null;
    }

    /** Runs on the writer's thread, so it hands on whatever takes time. */
    private void settle(Append append, @Nullable Throwable failure) {
        if (failure == null) {
            succeed(append);
        } else if (failure instanceof Append.CancelRequested) {
            Thread.startVirtualThread(() -> cancelInstead(append));
        } else if (failure instanceof StoreUnavailable && !somebodyWaits(append)) {
            try (var _ = ServerLog.of(row).open()) {
                LOG.warnf("Execution %s waits for the database: %s", row.executionId(), failure.getMessage());
            }
            CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS).execute(() -> submit(append.repeat()));
        } else {
            fail(failure);
        }
    }

    private void succeed(Append append) {
        announcements.appended(append);
        lock.lock();
        try {
            inFlight = false;
            appends.appended(append);
            durableSeq = append.batch().lastSeq();
            whenDurable.begin(durableSeq);
            settled.signalAll();
            if (!pending.isEmpty()) {
                Thread.startVirtualThread(this::flush);
            }
        } finally {
            lock.unlock();
        }
        accepted.complete(null);
    }

    /** The execution had come to its end, but somebody's request to cancel it was on disk before: that one wins. */
    private void cancelInstead(Append append) {
        lock.lock();
        try {
            List<Event> events = new ArrayList<>(append.events());
            Event end = events.removeLast();
            Event cancelled =
                    new Event(end.seq(), end.at(), end.step(), end.path(), new Detail.Cancelled(Failure.cancelled()));
            state.apply(cancelled);
            events.add(cancelled);
            submit(appends.next(events));
        } finally {
            lock.unlock();
        }
    }

    private void fail(Throwable failure) {
        lock.lock();
        try {
            inFlight = false;
            broken = failure instanceof RuntimeException e
                    ? e
                    : new IllegalStateException("the journal of " + row.executionId() + " broke", failure);
            settled.signalAll();
        } finally {
            lock.unlock();
        }
        accepted.completeExceptionally(Objects.requireNonNull(broken));
        brokenOff.complete(null);
    }
}
