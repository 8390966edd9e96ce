package dev.millrace.execution;

import dev.millrace.cluster.Bell;
import dev.millrace.cluster.Signal;
import dev.millrace.config.Settings;
import dev.millrace.http.ProblemException;
import dev.millrace.store.StoreUnavailable;
import dev.millrace.store.Write;
import dev.millrace.tracing.Tracing;
import dev.millrace.workflow.Definition;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Accepts executions and has each run on a virtual thread of its own, at once or when its turn comes, until it ends, is
 * cancelled or the server stops. It owns those that it runs: nobody else appends to their journals. Thread-safe.
 */
@Singleton
final class Engine {
    private static final Logger LOG = Logger.getLogger(Engine.class);

    private final ExecutionStore store;
    private final JournalStore journals;
    private final JournalContext context;
    private final Dispatcher dispatcher;
    private final Takeover takeover;
    private final Runs runs;
    private final Endings endings;
    private final Tracing tracing;
    private final Settings settings;
    private final Bell bell;
    private volatile boolean draining;
    private volatile boolean stopping;

    Engine(
            ExecutionStore store,
            JournalStore journals,
            JournalContext context,
            Dispatcher dispatcher,
            Takeover takeover,
            Runs runs,
            Endings endings,
            Tracing tracing,
            Settings settings,
            Bell bell) {
        this.store = store;
        this.journals = journals;
        this.context = context;
        this.dispatcher = dispatcher;
        this.takeover = takeover;
        this.runs = runs;
        this.endings = endings;
        this.tracing = tracing;
        this.settings = settings;
        this.bell = bell;
    }

    /**
     * An execution that was accepted: it is on disk.
     *
     * @param ended completes with the state when the end of the execution is on disk; null when it does not run yet
     */
    record Accepted(ExecutionRow row, @Nullable CompletableFuture<Ended> ended) {}

    /** Takes up what a server that has stopped or died left unfinished, and then what is queued. */
    void start() {
        dispatcher.start(id -> Thread.ofVirtual().name("execution-" + id).start(() -> takeover.takeUp(id)));
        bell.listen(Signal.Queued.class, _ -> dispatcher.look());
        bell.listen(Signal.Asked.class, asked -> runs.cancel(asked.execution()));
    }

    /**
     * Accepts a new execution: it begins at once, or is queued. Returns when that is on disk,
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
        ExecutionJournal journal = ExecutionJournal.resume(context, row, journals.read(row.id()));
        Accepted accepted = begin(journal, definition, resumed, record);
        ServerLog.of(row).resumed(resumed);
        return accepted;
    }

    private Accepted begin(
            ExecutionJournal journal, Definition definition, Detail first, Function<ExecutionRow, Write<?>> record)
            throws InterruptedException {
        OptionalInt most = definition.concurrency();
        boolean now = !draining && most.isEmpty() && dispatcher.tryEnter();
        List<Detail> details = beginning(first, definition, now);
        ExecutionRow row = journal.begin(details, most.isEmpty() ? record : waiting(record, most.getAsInt()));
        if (now) {
            RunTrace trace = RunTrace.begin(tracing, journal.row(), journal.state());
            Runs.Active opened = runs.open(journal, definition, List.of(), trace, new RunPlace(dispatcher));
            runs.start(opened);
            await(journal.accepted());
            return new Accepted(row, opened.ended());
        }
        journal.awaitDisk();
        dispatcher.queued();
        bell.ring(new Signal.Queued(row.id()));
        return new Accepted(row, null);
    }

    /** An execution of a workflow of which only so many may run begins in its turn, with one of the places. */
    private static Function<ExecutionRow, Write<?>> waiting(Function<ExecutionRow, Write<?>> record, int most) {
        return row -> {
            Write<?> recorded = record.apply(row);
            return tx -> {
                LimitedStore.insert(tx, row, most);
                return recorded.run(tx);
            };
        };
    }

    /** What is to be told of an execution that begins now: of a remote one that it waits, since that is all it does here. */
    private static List<Detail> beginning(Detail first, Definition definition, boolean now) {
        if (!now) {
            return List.of(first);
        }
        return definition.isRemote()
                ? List.of(first, new Detail.Started(), new Detail.Waiting("robot"))
                : List.of(first, new Detail.Started());
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

    /** Acts on a request to cancel an execution, which is on disk already, or tells the execution's owner of it. */
    void cancel(long id) throws InterruptedException {
        if (!cancelHere(id)) {
            bell.ring(new Signal.Asked(id));
        }
    }

    /** Cancels an execution that runs here, or nowhere; whether it is one. */
    private boolean cancelHere(long id) throws InterruptedException {
        if (runs.cancel(id)) {
            return true;
        }
        ExecutionRow row = store.find(id).orElseThrow();
        if (row.status().ended()) {
            return true;
        }
        if (row.owner() != null) {
            return false;
        }
        try {
            ExecutionJournal journal = ExecutionJournal.takeOver(context, row, journals.read(id));
            journal.mayBeLimited();
            journal.record(new Detail.Cancelled(Failure.cancelled()));
            journal.awaitDisk();
            endings.ended(ServerLog.of(row), journal.state());
        } catch (OwnershipLost e) {
            // Its turn has just come: whoever took it looks for requests afterwards.
            LOG.debugf("%s; it will see the request", e.getMessage());
        }
        return true;
    }

    /** Acts on requests that nobody was told of. */
    void sweepRequests() throws InterruptedException {
        for (long id : store.cancelRequests()) {
            try {
                boolean _ = cancelHere(id);
            } catch (ProblemException e) {
                LOG.debugf("Execution %d cannot be cancelled yet: %s", id, e.getMessage());
            }
        }
    }

    /** Whether new executions are taken. */
    boolean accepting() {
        return !stopping;
    }

    /** Whether what is accepted is for other servers to run, or for this one after its next start. */
    boolean draining() {
        return draining;
    }

    /** How many executions run here now. */
    int running() {
        return runs.count();
    }

    /** Looks into the database for what others have put into the queue. */
    void lookForQueued() {
        dispatcher.look();
    }

    /** Counts what waits for its workflow's limit. */
    void countLimited() {
        dispatcher.countLimited();
    }

    /** Looks into the database for what no server that lives works on. */
    void lookForAbandoned() {
        dispatcher.lookForAbandoned();
    }

    /** Drops, without a trace, what belongs to an earlier life of this node: others have it, or take it up. */
    void dropFormerLives() {
        runs.abandonAllBut(context.node().life());
        dispatcher.lookForAbandoned();
    }

    /** Ends the work, as {@link #stop} does, but goes on to accept executions: they are queued. */
    void drain() throws InterruptedException {
        draining = true;
        end();
    }

    /** Ends the work: steps under way may come to their end, for a while; whatever is left goes on at the next start. */
    void stop() throws InterruptedException {
        stopping = true;
        end();
    }

    private void end() throws InterruptedException {
        dispatcher.stop();
        runs.stop(
                settings.engine().shutdownTimeout(),
                settings.engine().killGrace().plusSeconds(1));
    }

    private void refuseWhenStopping() {
        if (stopping) {
            throw new StoreUnavailable("the server is stopping");
        }
    }
}
