package dev.millrace.session;

import dev.millrace.access.Ownership;
import dev.millrace.session.SessionEvents.Status;
import dev.millrace.session.driver.Driver;
import dev.millrace.session.error.ErrorCode;
import dev.millrace.session.error.SessionException;
import dev.millrace.session.keyword.KeywordRunner;
import dev.millrace.session.keyword.KeywordRunner.Call;
import dev.millrace.session.keyword.KeywordRunner.Limits;
import dev.millrace.session.keyword.KeywordRunner.Result;
import dev.millrace.session.keyword.Stage;
import dev.millrace.session.recording.Recorder;
import dev.millrace.session.vision.Templates;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A live browser and what its callers do with it. Thread-safe. */
final class Session {
    /** What a keyword that is told to end may still take, before the browser is given up. */
    private static final Duration CANCEL_GRACE = Duration.ofSeconds(4);

    /** How long the end waits for keywords to say how they ended. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    private final String id;
    private final Ownership ownership;
    private final SessionConfig config;
    private final Driver driver;
    private final Stage stage;
    private final KeywordRunner runner;
    private final Clock clock;
    private final ScheduledExecutorService timer;
    private final Duration patience;
    private final SessionLog log;
    private final long createdAt;
    private final SessionEvents events = new SessionEvents();
    private final Lane lane;
    private final Set<Lane.Task<?>> tasks = ConcurrentHashMap.newKeySet();
    private final AtomicReference<SessionState> state = new AtomicReference<>(SessionState.READY);
    private final Workspace workspace;
    private final @Nullable Diary diary;
    private volatile long lastUsedAt;
    private volatile String breakage = "";
    private volatile UnaryOperator<String> mask = UnaryOperator.identity();
    private final History history = new History();

    /**
     * @param diary what is told of its keywords; null for nothing
     * @param patience how long the browser may take to give a sign of life
     */
    Session(
            Origin origin,
            Driver driver,
            Stage stage,
            @Nullable Diary diary,
            Clock clock,
            ScheduledExecutorService timer,
            Duration patience,
            SessionLog log) {
        this.id = origin.id();
        this.ownership = origin.ownership();
        this.config = origin.config();
        this.driver = driver;
        this.stage = stage;
        this.runner = new KeywordRunner(stage);
        this.clock = clock;
        this.timer = timer;
        this.patience = patience;
        this.log = log;
        this.createdAt = clock.millis();
        this.lastUsedAt = createdAt;
        this.lane = new Lane(origin.id());
        this.workspace = new Workspace(this);
        this.diary = diary;
    }

    /**
     * Which session it is.
     *
     * @param config as it was asked for
     */
    record Origin(String id, Ownership ownership, SessionConfig config) {}

    /**
     * A keyword that was called.
     *
     * @param executionId its name in events
     */
    record Execution(String executionId, Lane.Task<Result> task) {
        /** Waits for its end. Throws what the keyword throws. */
        Result result() throws InterruptedException {
            try {
                return task.outcome().get();
            } catch (ExecutionException e) {
                throw switch (e.getCause()) {
                    case SessionException failure -> failure;
                    case RuntimeException mistake -> mistake;
                    case null, default -> new IllegalStateException(e);
                };
            }
        }
    }

    String id() {
        return id;
    }

    Ownership ownership() {
        return ownership;
    }

    Stage stage() {
        return stage;
    }

    /** What it was asked to be. */
    SessionConfig config() {
        return config;
    }

    History history() {
        return history;
    }

    /** Says that a workflow uses it, whose secrets this hides: it has been written already. */
    void belongTo(UnaryOperator<String> masking) {
        mask = masking;
        history.close();
        if (diary != null) {
            diary.maskWith(masking);
        }
    }

    /** Whether keywords can be called. */
    boolean isAlive() {
        return state.get() != SessionState.BROKEN && state.get() != SessionState.STOPPED;
    }

    SessionState state() {
        return state.get();
    }

    /** Why there is no browser any more; empty while there is one. */
    String breakage() {
        return breakage;
    }

    long createdAt() {
        return createdAt;
    }

    long lastUsedAt() {
        return lastUsedAt;
    }

    SessionEvents events() {
        return events;
    }

    Workspace workspace() {
        return workspace;
    }

    /** Looks at the page, beside keywords. Throws E0101 when there is no browser any more, E0704 when it takes too long. */
    <T extends @Nullable Object> T look(Function<Driver, T> question) {
        requireAlive();
        lastUsedAt = clock.millis();
        return glance(question);
    }

    /** The same, without being a use of the session. */
    <T extends @Nullable Object> T glance(Function<Driver, T> question) {
        try (var _ = Interruption.after(timer, patience)) {
            return question.apply(driver);
        } catch (SessionException e) {
            throw settled(e);
        }
    }

    /** The driver without regard to whether it lives. */
    Driver anyDriver() {
        return driver;
    }

    /** Puts a keyword into the queue. Throws E0101, E0402 or E0403 when it cannot be run. */
    Execution call(String keyword, Object parameters, Limits limits) {
        return call(keyword, parameters, limits, new Templates());
    }

    /** Puts a keyword into the queue; the templates are images that only it knows. Throws E0101, E0402 or E0403 when it cannot be run. */
    Execution call(String keyword, Object parameters, Limits limits, Templates templates) {
        requireAlive();
        lastUsedAt = clock.millis();
        Call call = runner.prepare(keyword, parameters, templates);
        String executionId = UUID.randomUUID().toString();
        AtomicReference<Lane.@Nullable Task<Result>> own = new AtomicReference<>();
        Lane.Task<Result> task = lane.submit(() -> perform(call, limits, executionId, own), this::recover);
        own.set(task);
        tasks.add(task);
        var _ = task.outcome().whenComplete((_, _) -> tasks.remove(task));
        return new Execution(executionId, task);
    }

    private Result perform(
            Call call, Limits limits, String executionId, AtomicReference<Lane.@Nullable Task<Result>> own)
            throws InterruptedException {
        requireAlive();
        state.compareAndSet(SessionState.READY, SessionState.BUSY);
        events.add(executionId, Status.RUNNING, "Starting keyword: " + call.slug(), call.eventName());
        log.debug(call.slug() + " begins");
        Recorder.Step step = diary == null ? null : diary.begin();
        try {
            Result result = timed(call, limits, own);
            history.add(new History.Entry(call.slug(), call.given()));
            if (diary != null && step != null) {
                diary.succeeded(step, executionId, call, result);
            }
            events.add(
                    executionId, Status.SUCCESS, "Keyword " + call.slug() + " executed successfully", call.eventName());
            log.debug(call.slug() + " has ended");
            return result;
        } catch (SessionException e) {
            SessionException failure = settled(e);
            String told = "%s failed: %s %s".formatted(call.slug(), failure.code(), mask.apply(failure.message()));
            if (diary != null && step != null) {
                diary.failed(step, executionId, call, failure);
            }
            events.add(executionId, Status.FAIL, "Keyword " + told, call.eventName());
            log.info(told);
            throw failure;
        } catch (InterruptedException e) {
            if (diary != null && step != null) {
                diary.failed(step, executionId, call, new SessionException(ErrorCode.E0704, "it was cancelled"));
            }
            events.add(executionId, Status.FAIL, "Keyword " + call.slug() + " was cancelled", call.eventName());
            throw e;
        } finally {
            lastUsedAt = clock.millis();
            Lane.Task<Result> task = own.get();
            if (task == null || !task.isCancelled()) {
                state.compareAndSet(SessionState.BUSY, SessionState.READY);
            }
        }
    }

    private Result timed(Call call, Limits limits, AtomicReference<Lane.@Nullable Task<Result>> own)
            throws InterruptedException {
        ScheduledFuture<?> timeout = timer.schedule(
                () -> cancel(own.get(), tooLong(call, limits)), limits.whole().toMillis(), TimeUnit.MILLISECONDS);
        try {
            return runner.run(call, limits);
        } finally {
            timeout.cancel(false);
        }
    }

    /** After a keyword that was broken off: the browser may still be at it, or hang. One that gives no sign is given up. */
    private void recover() {
        ScheduledFuture<?> end = timer.schedule(
                () -> Thread.ofVirtual().start(this::giveUp), patience.toMillis(), TimeUnit.MILLISECONDS);
        try {
            if (state.get() == SessionState.BUSY) {
                driver.ping();
            }
        } catch (SessionException e) {
            var _ = settled(e);
        } finally {
            end.cancel(false);
            state.compareAndSet(SessionState.BUSY, SessionState.READY);
        }
    }

    /** The failure as it is to be told: when the browser is gone meanwhile, that is the reason for all others. */
    private SessionException settled(SessionException failure) {
        if (failure.code() == ErrorCode.E0101) {
            breakDown(failure.message());
        }
        return state.get() == SessionState.BROKEN && failure.code() != ErrorCode.E0101 ? gone() : failure;
    }

    private static SessionException tooLong(Call call, Limits limits) {
        return new SessionException(
                ErrorCode.E0704,
                "%s took longer than %s s; give it more with `timeout`"
                        .formatted(call.slug(), limits.whole().toMillis() / 1_000.0));
    }

    /** Ends a keyword. When even then it does not end, the browser hangs and is given up. */
    void cancel(Lane.@Nullable Task<Result> task, SessionException reason) {
        if (task == null || task.outcome().isDone()) {
            return;
        }
        task.cancel(reason);
        var _ = timer.schedule(
                () -> {
                    if (!task.outcome().isDone() && tasks.contains(task)) {
                        task.abandon(reason);
                        Thread.ofVirtual().start(this::giveUp);
                    }
                },
                CANCEL_GRACE.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    private void giveUp() {
        breakDown("it did not answer any more; perhaps a script of its page never ends");
        tasks.forEach(task -> task.cancel(gone()));
        driver.close();
    }

    /** The browser is gone: the session can only be stopped. */
    void breakDown(String reason) {
        SessionState before = state.getAndUpdate(now -> now == SessionState.STOPPED ? now : SessionState.BROKEN);
        if (before != SessionState.BROKEN && before != SessionState.STOPPED) {
            breakage = reason;
            log.warn("it has lost its browser: " + reason);
        }
    }

    private void requireAlive() {
        switch (state.get()) {
            case STARTING, READY, BUSY -> {}
            case BROKEN -> throw gone();
            case STOPPED -> throw new SessionException(ErrorCode.E0101, "the session was stopped");
        }
    }

    private SessionException gone() {
        return new SessionException(
                ErrorCode.E0101,
                breakage.isEmpty()
                        ? "the browser is gone; stop this session and start another one"
                        : "the session has no browser any more: " + breakage);
    }

    /** Ends the browser when its pages have stored more than this on the server's machine. */
    void boundDisk(long most) {
        if (state.get() != SessionState.STOPPED && driver.stored() > most) {
            breakDown("its pages have stored more than %d MiB".formatted(most >> 20));
            driver.close();
        }
    }

    /** What it writes into the server's log. */
    SessionLog log() {
        return log;
    }

    /** Whether nobody has used it for this long, and nothing runs in it. */
    boolean isIdle(Duration patience) {
        return tasks.isEmpty() && clock.millis() - lastUsedAt > patience.toMillis();
    }

    /** Ends everything: what runs, what waits, the browser. Never fails; returns when nothing is left. */
    void stop() {
        if (state.getAndSet(SessionState.STOPPED) == SessionState.STOPPED) {
            return;
        }
        lane.close();
        tasks.forEach(task -> task.cancel(new SessionException(ErrorCode.E0101, "the session was stopped")));
        driver.close();
        endDiary();
        tasks.forEach(task -> task.abandon(new SessionException(ErrorCode.E0101, "the session was stopped")));
        events.end();
        workspace.end();
    }

    /** What was running has its last line, unless it does not come to its end. */
    private void endDiary() {
        if (diary != null) {
            CompletableFuture<?>[] ends = tasks.stream().map(Lane.Task::outcome).toArray(CompletableFuture<?>[]::new);
            var _ = CompletableFuture.allOf(ends)
                    .completeOnTimeout(null, LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS)
                    .exceptionally(_ -> null)
                    .join();
            diary.close();
        }
    }
}
