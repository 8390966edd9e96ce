package dev.millrace.execution;

import dev.millrace.config.Settings;
import dev.millrace.http.ProblemException;
import dev.millrace.live.Hub;
import dev.millrace.secret.MasterKeys;
import dev.millrace.secret.Secrets;
import dev.millrace.store.Database;
import dev.millrace.store.Ids;
import dev.millrace.store.StoreUnavailable;
import dev.millrace.store.Write;
import dev.millrace.tracing.Tracing;
import dev.millrace.workflow.Definition;
import dev.millrace.workflow.Definitions;
import dev.millrace.workflow.Workflows;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Runs executions, each on a virtual thread of its own, and owns those it runs: nobody else appends to their journals.
 * Thread-safe.
 */
final class Engine {
    private static final Logger LOG = Logger.getLogger(Engine.class);

    private final ExecutionStore store;
    private final JournalStore journals;
    private final Definitions definitions;
    private final Settings settings;
    private final WorkDirectories directories;
    private final RunSetup setup;
    private final Dispatcher dispatcher;
    private final Tracing tracing;
    private final MeterRegistry metrics;

    private final ExecutionJournal.Context context;

    private final Map<Long, Active> active = new ConcurrentHashMap<>();
    private volatile boolean stopping;

    /** An execution that runs here. */
    private record Active(long id, Run run, ServerLog log, CompletableFuture<Ended> ended) {}

    /** How an execution stands that does not go on here: its state, and the secrets that may be in it. */
    record Ended(ExecutionState state, KnownSecrets secrets) {
        static Ended of(ExecutionJournal journal) {
            return new Ended(journal.state(), journal.secrets());
        }
    }

    /**
     * An execution that was accepted: it is on disk.
     *
     * @param ended completes with the state when the end of the execution is on disk; null when it does not run yet
     */
    record Accepted(ExecutionRow row, @Nullable CompletableFuture<Ended> ended) {}

    Engine(
            Database database,
            Definitions definitions,
            Hub hub,
            Clock clock,
            Settings settings,
            Machine machine,
            Commands commands,
            OperationSteps operations,
            WorkDirectories directories,
            Workflows workflows,
            Secrets secrets,
            MasterKeys keys,
            Ids ids,
            String owner,
            Tracing tracing,
            MeterRegistry metrics) {
        this.store = new ExecutionStore(database);
        this.journals = new JournalStore(database, keys);
        this.definitions = definitions;
        this.settings = settings;
        this.directories = directories;
        Calls calls = new Calls(this, store, journals, workflows, definitions, machine, ids, clock);
        this.setup = new RunSetup(
                settings,
                directories,
                machine,
                new Steps(commands, operations, calls, new StepTimes(metrics)),
                new Hooks(commands),
                secrets,
                clock);
        this.context = new ExecutionJournal.Context(
                database.writer(), hub, clock, owner, keys, settings.engine().logLimit());
        this.tracing = tracing;
        this.metrics = metrics;
        this.dispatcher = new Dispatcher(store, settings.engine().maxExecutions(), metrics);
    }

    /** Takes up what an earlier life of this server left unfinished, and then what is queued. */
    void start() {
        List<Long> unfinished = store.abandoned(context.owner());
        if (!unfinished.isEmpty()) {
            LOG.infof("Taking up %d executions that were not finished", unfinished.size());
        }
        dispatcher.start(
                unfinished, id -> Thread.ofVirtual().name("execution-" + id).start(() -> takeUp(id)));
    }

    /**
     * Accepts a new execution: it begins at once, or is queued, or waits for a robot. Returns when that is on disk,
     * together with what {@code record} makes of the row.
     *
     * @param known the values of secrets that may be among its inputs
     * @param traceParent the span that the execution belongs below, as text; null when there is none
     * @throws StoreUnavailable when the database does not take it, or the server stops; nothing has happened then
     * @throws Append.DuplicateId when the readable id is taken
     */
    Accepted accept(
            ExecutionRow row,
            Definition definition,
            Collection<String> known,
            @Nullable String traceParent,
            Function<ExecutionRow, Write<?>> record)
            throws InterruptedException {
        refuseWhenStopping();
        ExecutionJournal journal = ExecutionJournal.create(context, row, known);
        return begin(journal, definition, Detail.Queued.of(row, traceParent), record);
    }

    /**
     * Has an ended execution go on.
     *
     * @param row with the inputs that it goes on with
     * @throws OwnershipLost when somebody else did so first
     */
    Accepted resume(
            ExecutionRow row, Definition definition, Detail.Resumed resumed, Function<ExecutionRow, Write<?>> record)
            throws InterruptedException {
        refuseWhenStopping();
        ExecutionJournal journal = ExecutionJournal.takeOver(context, row, journals.read(row.id()));
        Accepted accepted = begin(journal, definition, resumed, record);
        ServerLog.of(row).resumed(resumed);
        return accepted;
    }

    private Accepted begin(
            ExecutionJournal journal, Definition definition, Detail first, Function<ExecutionRow, Write<?>> record)
            throws InterruptedException {
        boolean remote = definition.workflow().isEmpty();
        boolean now = !remote && dispatcher.tryEnter();
        List<Detail> details = remote
                ? List.of(first, new Detail.Waiting("robot"))
                : now ? List.of(first, new Detail.Started()) : List.of(first);
        ExecutionRow row = journal.begin(details, record);
        if (now) {
            CompletableFuture<Ended> ended = run(journal, definition);
            await(journal.accepted());
            return new Accepted(row, ended);
        }
        journal.commit();
        if (!remote) {
            dispatcher.queued();
        }
        return new Accepted(row, null);
    }

    private static void await(CompletableFuture<Void> accepted) {
        try {
            accepted.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    /** Begins to run an execution on a thread of its own, in a place that it gives back. */
    private CompletableFuture<Ended> run(ExecutionJournal journal, Definition definition) {
        Active activity =
                activate(journal, definition, List.of(), RunTrace.begin(tracing, journal.row(), journal.state()));
        Thread.ofVirtual().name(journal.executionId()).start(() -> walkInPlace(activity, journal));
        return activity.ended();
    }

    private Active activate(ExecutionJournal journal, Definition definition, List<String> callers, RunTrace trace) {
        Run run = setup.run(journal, definition, callers, trace);
        Active activity = new Active(journal.row().id(), run, run.log(), new CompletableFuture<>());
        active.put(activity.id(), activity);
        return activity;
    }

    private void walkInPlace(Active activity, ExecutionJournal journal) {
        try (var _ = activity.log().open()) {
            walk(activity, journal);
        } finally {
            dispatcher.leave();
        }
    }

    /** Walks to the end of an execution; whether that end is on disk. */
    private boolean walk(Active activity, ExecutionJournal journal) {
        try {
            activity.log().begun();
            activity.run().walk();
            ended(activity, journal);
            return true;
        } catch (OwnershipLost | Walk.Abandoned | InterruptedException e) {
            LOG.debugf("Execution %s goes on elsewhere or later: %s", journal.executionId(), e.getMessage());
            return false;
        } catch (RuntimeException e) {
            return fail(activity, journal, e);
        } finally {
            active.remove(activity.id(), activity);
            activity.ended().complete(Ended.of(journal));
        }
    }

    /**
     * Runs an execution that another one has called, on this thread and in that one's place; returns how it ended.
     *
     * @param caller the visit of the step that calls; it stops what it has called, and hands on the secrets that it knows
     * @throws Walk.Abandoned when it could not be brought to an end here
     * @throws StoreUnavailable when the database did not take it; nothing has happened then
     */
    Ended runCalled(ExecutionRow row, Detail.Queued first, Definition definition, Visit caller) {
        ExecutionJournal journal =
                ExecutionJournal.create(context, row, caller.journal().secrets().values());
        journal.begin(List.of(first, new Detail.Started()));
        RunTrace trace = RunTrace.begin(tracing, row, journal.state());
        return walkCalled(journal, activate(journal, definition, caller.run().lineage(), trace), caller.cancellation());
    }

    /** Goes on with an execution that another one had called before the server died, in the same way. */
    Ended takeUpCalled(ExecutionRow row, JournalStore.Recorded recorded, Definition definition, Visit caller)
            throws InterruptedException {
        ExecutionJournal journal = takeOver(row, recorded);
        journal.record(Detail.Resumed.afterRestart());
        journal.commit();
        ServerLog.of(row).takenOver();
        RunTrace trace = RunTrace.goOn(tracing, row, journal.state());
        return walkCalled(journal, activate(journal, definition, caller.run().lineage(), trace), caller.cancellation());
    }

    private ExecutionJournal takeOver(ExecutionRow row, JournalStore.Recorded recorded) {
        return ExecutionJournal.takeOver(context, recorded.secrets().restore(row), recorded);
    }

    private Ended walkCalled(ExecutionJournal journal, Active activity, Cancellation caller) {
        try (var _ = caller.onCancel(() -> activity.run()
                .cancel(
                        caller.cause() == Cancellation.Cause.ABANDONED
                                ? Cancellation.Cause.ABANDONED
                                : Cancellation.Cause.CALLER))) {
            if (stopping) {
                activity.run().drain();
            }
            if (walk(activity, journal)) {
                return Ended.of(journal);
            }
            if (journal.accepted().isCompletedExceptionally()) {
                throw new StoreUnavailable("execution " + journal.executionId() + " could not be recorded");
            }
            throw new Walk.Abandoned();
        }
    }

    private void ended(Active activity, ExecutionJournal journal) {
        ended(activity.log(), journal.state());
        activity.run().trace().end(journal.state());
        directories.remove(directories.of(journal.executionId()));
    }

    private void ended(ServerLog log, ExecutionState state) {
        log.ended(state);
        metrics.counter("millrace.executions.ended", "status", state.status().wire())
                .increment();
    }

    /** Something went wrong that no workflow can be blamed for: the execution must not stay unfinished for ever. */
    private boolean fail(Active activity, ExecutionJournal journal, RuntimeException cause) {
        if (journal.accepted().isCompletedExceptionally()) {
            return false;
        }
        String id = journal.executionId();
        logFailure(journal, cause);
        try {
            journal.record(new Detail.Failed(
                    new Failure(Failure.INTERNAL, "an internal error; the server's log says more", null)));
            journal.commit();
            ended(activity, journal);
            return true;
        } catch (RuntimeException | InterruptedException e) {
            LOG.errorf(e, "The failure of execution %s could not be recorded", id);
            return false;
        }
    }

    /** What went wrong may name anything that the execution has worked with. */
    private static void logFailure(ExecutionJournal journal, RuntimeException cause) {
        String id = journal.executionId();
        if (journal.secrets().isEmpty()) {
            LOG.errorf(cause, "Execution %s ended by an internal error", id);
            return;
        }
        StringWriter trace = new StringWriter();
        cause.printStackTrace(new PrintWriter(trace));
        LOG.errorf(
                "Execution %s ended by an internal error: %s",
                id, journal.secrets().mask().text(trace.toString()));
    }

    /** Makes an unfinished execution this server's and runs it, in a place that it gives back. */
    private void takeUp(long id) {
        boolean running = false;
        boolean heldBack = false;
        try {
            ExecutionRow row = store.find(id).orElse(null);
            if (row != null && !row.status().ended() && !active.containsKey(id)) {
                try (var _ = ServerLog.of(row).open()) {
                    running = tookUp(row);
                }
            }
        } catch (ProblemException _) {
            // Its record cannot be read, and it would have its turn again at once: it waits for the next start.
            heldBack = true;
        } catch (RuntimeException e) {
            LOG.errorf(e, "Execution %d could not be taken up", id);
        } finally {
            if (!heldBack) {
                dispatcher.taken(id);
            }
            if (!running) {
                dispatcher.leave();
            }
        }
    }

    /** Whether the step of another execution that called this one has not ended: it goes on with it. */
    private boolean belongsToCaller(ExecutionRow row) {
        return row.parent() != null
                && store.find(row.parent())
                        .filter(caller -> !caller.status().ended())
                        .map(caller -> journals.read(caller.id()).state().decisions())
                        .filter(decisions -> decisions.hasCalled(row.executionId()))
                        .isPresent();
    }

    /**
     * Takes an execution up, unless it belongs to another one, or another server does; whether it runs here now. Throws a
     * 409 when its record cannot be decrypted.
     */
    private boolean tookUp(ExecutionRow row) {
        try {
            if (belongsToCaller(row)) {
                return false;
            }
            takeUp(row);
            return true;
        } catch (ProblemException e) {
            LOG.errorf("Execution %s is not taken up: %s", row.executionId(), e.getMessage());
            throw e;
        } catch (OwnershipLost e) {
            LOG.debugf("Not taken up: %s", e.getMessage());
        } catch (RuntimeException | InterruptedException e) {
            LOG.errorf(e, "Execution %s could not be taken up", row.executionId());
        }
        return false;
    }

    private void takeUp(ExecutionRow row) throws InterruptedException {
        Definition definition = definitions.get(row.definition());
        JournalStore.Recorded recorded = journals.read(row.id());
        ExecutionJournal journal = takeOver(row, recorded);
        boolean fresh = recorded.state().status() == ExecutionStatus.QUEUED;
        journal.record(fresh ? new Detail.Started() : Detail.Resumed.afterRestart());
        RunTrace trace =
                fresh ? RunTrace.begin(tracing, row, journal.state()) : RunTrace.goOn(tracing, row, journal.state());
        Active activity = activate(journal, definition, List.of(), trace);
        try {
            journal.commit();
        } catch (RuntimeException | InterruptedException e) {
            active.remove(row.id(), activity);
            throw e;
        }
        if (!fresh) {
            activity.log().takenOver();
        }
        // Whoever asked before this server was the owner has found nobody to tell.
        if (store.cancelRequests().contains(row.id())) {
            activity.run().cancel(Cancellation.Cause.REQUEST);
        }
        Thread.ofVirtual().name(row.executionId()).start(() -> walkInPlace(activity, journal));
    }

    /** The server's log of an execution, if there is one of this id. */
    Optional<ServerLog> log(String executionId) {
        return store.find(executionId).map(ServerLog::of);
    }

    /** Acts on a request to cancel an execution, which is on disk already. */
    void cancel(long id) throws InterruptedException {
        Active activity = active.get(id);
        if (activity != null) {
            activity.run().cancel(Cancellation.Cause.REQUEST);
            return;
        }
        ExecutionRow row = store.find(id).orElseThrow();
        if (row.status().ended() || row.owner() != null) {
            return;
        }
        try {
            ExecutionJournal journal = takeOver(row, journals.read(id));
            journal.record(new Detail.Cancelled(Failure.cancelled()));
            journal.commit();
            ended(ServerLog.of(row), journal.state());
        } catch (OwnershipLost e) {
            // Its turn has just come: whoever took it looks for requests afterwards.
            LOG.debugf("%s; it will see the request", e.getMessage());
        }
    }

    /** Acts on requests that nobody was told of. */
    void sweepRequests() throws InterruptedException {
        for (long id : store.cancelRequests()) {
            try {
                cancel(id);
            } catch (ProblemException e) {
                LOG.debugf("Execution %d cannot be cancelled yet: %s", id, e.getMessage());
            }
        }
    }

    /** Whether new executions are taken. */
    boolean accepting() {
        return !stopping;
    }

    /** How many executions run here now. */
    int running() {
        return active.size();
    }

    /** Ends the work: steps under way may come to their end, for a while; whatever is left goes on at the next start. */
    void stop() throws InterruptedException {
        stopping = true;
        dispatcher.stop();
        active.values().forEach(activity -> activity.run().drain());
        awaitActive(settings.engine().shutdownTimeout());
        active.values().forEach(activity -> activity.run().cancel(Cancellation.Cause.ABANDONED));
        awaitActive(settings.engine().killGrace().plusSeconds(1));
    }

    private void awaitActive(Duration patience) throws InterruptedException {
        CompletableFuture<?>[] ends =
                active.values().stream().map(Active::ended).toArray(CompletableFuture<?>[]::new);
        if (ends.length > 0) {
            LOG.infof("Waiting for %d executions, at most %d s", ends.length, patience.toSeconds());
        }
        try {
            CompletableFuture.allOf(ends).get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            LOG.infof("%d executions are still under way", active.size());
        } catch (ExecutionException e) {
            throw new IllegalStateException("the end of an execution has no failure", e);
        }
    }

    private void refuseWhenStopping() {
        if (stopping) {
            throw new StoreUnavailable("the server is stopping");
        }
    }
}
