package dev.millrace.execution;

import dev.millrace.workflow.Definition;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/** The runs under way on this server: has them walk to their end, and reaches them until then. Thread-safe. */
@Singleton
final class Runs {
    private static final Logger LOG = Logger.getLogger(Runs.class);

    private final RunSetup setup;
    private final Endings endings;
    private final KeywordHost keywords;
    private final Map<Long, Active> active = new ConcurrentHashMap<>();
    private volatile boolean draining;

    Runs(RunSetup setup, Endings endings, KeywordHost keywords) {
        this.setup = setup;
        this.endings = endings;
        this.keywords = keywords;
    }

    /**
     * An execution that runs here.
     *
     * @param ended completes when it does so no longer
     */
    record Active(long id, ExecutionJournal journal, Run run, CompletableFuture<Ended> ended) {}

    /**
     * Makes the run of an execution, which can be reached from now on; it goes no step yet.
     *
     * @param callers the workflows that called each other down to this one
     * @param place the run's; given back at the end of {@link #start}
     */
    Active open(ExecutionJournal journal, Definition definition, List<String> callers, RunTrace trace, RunPlace place) {
        Run run = setup.run(this, journal, definition, callers, trace, place);
        Active opened = new Active(journal.row().id(), journal, run, new CompletableFuture<>());
        active.put(opened.id(), opened);
        journal.onBroken(() -> run.cancel(Cancellation.Cause.ABANDONED));
        return opened;
    }

    /** Gives a run up that has gone no step. */
    void discard(Active opened) {
        active.remove(opened.id(), opened);
    }

    /** Begins to walk on a thread of its own, in a place that is given back at the end. */
    void start(Active opened) {
        Thread.ofVirtual().name(opened.journal().executionId()).start(() -> walkInPlace(opened));
    }

    private void walkInPlace(Active opened) {
        try (var _ = opened.run().log().open()) {
            walk(opened);
        } finally {
            opened.run().place().close();
        }
    }

    /** Walks to the end of an execution, on this thread; whether that end is on disk. */
    boolean walk(Active opened) {
        Run run = opened.run();
        ExecutionJournal journal = opened.journal();
        try {
            run.log().begun();
            run.walk();
            endings.ended(run, journal);
            return true;
        } catch (OwnershipLost | Walk.Abandoned | InterruptedException e) {
            LOG.debugf("Execution %s goes on elsewhere or later: %s", journal.executionId(), e.getMessage());
            return false;
        } catch (RuntimeException e) {
            return endings.fail(run, journal, e);
        } finally {
            keywords.release(journal.executionId());
            active.remove(opened.id(), opened);
            opened.ended().complete(Ended.of(journal));
        }
    }

    /** Whether an execution runs here. */
    boolean contains(long id) {
        return active.containsKey(id);
    }

    /** How many executions run here now. */
    int count() {
        return active.size();
    }

    /** Stops an execution because somebody asked for it; whether it runs here. */
    boolean cancel(long id) {
        Active found = active.get(id);
        if (found != null) {
            found.run().cancel(Cancellation.Cause.REQUEST);
        }
        return found != null;
    }

    /** Stops everything that does not belong to the present life of this node, and records nothing more of it. */
    void abandonAllBut(String life) {
        active.values().stream()
                .filter(opened -> !opened.journal().owner().equals(life))
                .forEach(opened -> Thread.startVirtualThread(() -> opened.run().cancel(Cancellation.Cause.ABANDONED)));
    }

    /** Whether runs are to go no further here than the steps under way. */
    boolean draining() {
        return draining;
    }

    /**
     * Ends the work here; what is left of it goes on elsewhere or later.
     *
     * @param patience how long steps under way may take to come to their end
     * @param grace how long those that are stopped then may take for it
     */
    void stop(Duration patience, Duration grace) throws InterruptedException {
        draining = true;
        active.values().forEach(opened -> opened.run().drain());
        awaitEnds(patience);
        active.values().forEach(opened -> opened.run().cancel(Cancellation.Cause.ABANDONED));
        awaitEnds(grace);
    }

    private void awaitEnds(Duration patience) throws InterruptedException {
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
}
