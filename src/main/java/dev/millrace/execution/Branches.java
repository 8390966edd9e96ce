package dev.millrace.execution;

import dev.millrace.workflow.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Runs a parallel step: its branches, each in a walk and on a virtual thread of its own. Where a branch leads is not
 * followed.
 */
final class Branches {
    private final Step.Parallel step;
    private final Visit visit;
    private final Semaphore places;
    private final Map<String, Outcome> outcomes = new ConcurrentHashMap<>();
    private final AtomicReference<@Nullable Throwable> broken = new AtomicReference<>();

    Branches(Step.Parallel step, Visit visit) {
        this.step = step;
        this.visit = visit;
        this.places = new Semaphore(step.maxConcurrent().orElse(Integer.MAX_VALUE));
    }

    Outcome run() throws InterruptedException {
        try (Cancellation.Child child = visit.cancellation().child(null)) {
            Cancellation group = child.cancellation();
            List<Thread> threads = new ArrayList<>();
            // What is on record counts before anything acts again: it may be what decides.
            for (String name : step.branches()) {
                if (isConcluded(name)) {
                    branch(name, group);
                }
            }
            for (String name : step.branches()) {
                if (!isConcluded(name)) {
                    threads.add(Thread.ofVirtual()
                            .name(visit.executionId() + " " + name)
                            .start(() -> guarded(name, group)));
                }
            }
            visit.run().place().leaveToBranches();
            for (Thread thread : threads) {
                thread.join();
            }
            visit.run().place().backFromBranches(visit.run().cancellation());
        }
        switch (broken.get()) {
            case null -> {
                return outcome();
            }
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case InterruptedException e -> throw e;
            case Throwable e -> throw new IllegalStateException(e);
        }
    }

    private boolean isConcluded(String branch) {
        StepRun recorded =
                visit.journal().recorded().attempt(VisitPath.of(VisitPath.branches(visit.path()), branch, 1));
        return recorded != null && recorded.concluded();
    }

    private void guarded(String name, Cancellation group) {
        try (var _ = visit.run().serverLog().open()) {
            places.acquire();
            try {
                visit.run().place().beginWay(visit.run().cancellation());
                branch(name, group);
            } finally {
                visit.run().place().endWay();
                places.release();
            }
        } catch (Walk.Abandoned e) {
            // The other branches come to the end of their own steps.
            broken.compareAndSet(null, e);
        } catch (InterruptedException | RuntimeException | Error e) {
            broken.compareAndSet(null, e);
            group.cancel(Cancellation.Cause.ABANDONED);
        }
    }

    private void branch(String name, Cancellation group) throws InterruptedException {
        Walk walk = new Walk(
                visit.run(),
                VisitPath.branches(visit.path()),
                visit.walk().iteration(),
                visit.bindings().branch(),
                group);
        Outcome outcome =
                walk.visit((Step.Activity) visit.run().workflow().step(name)).outcome();
        outcomes.put(name, outcome);
        // The others may run long: until then nothing else would bring the end of this one to the disk.
        visit.journal().flush();
        boolean decides =
                switch (step.strategy()) {
                    case ALL_SUCCEED -> !outcome.succeeded();
                    case ANY_SUCCEED -> outcome.succeeded();
                    case BEST_EFFORT -> false;
                };
        if (decides) {
            group.cancel(Cancellation.Cause.SIBLING);
        }
    }

    private Outcome outcome() {
        if (visit.cancellation().cause() != null) {
            return visit.stopped("");
        }
        List<String> failed = step.branches().stream()
                .filter(name -> !outcomeOf(name).succeeded())
                .toList();
        boolean success =
                switch (step.strategy()) {
                    case ALL_SUCCEED -> failed.isEmpty();
                    case ANY_SUCCEED -> failed.size() < step.branches().size();
                    case BEST_EFFORT -> true;
                };
        return success
                ? new Outcome(StepStatus.COMPLETED, null, "", "", false, null, null, null)
                : Outcome.failed(new Failure(Failure.STEP_FAILED, complaint(failed), step.name()));
    }

    private Outcome outcomeOf(String branch) {
        return Objects.requireNonNull(outcomes.get(branch));
    }

    /** What the branches that failed by themselves say. */
    private String complaint(List<String> failed) {
        return failed.stream()
                .filter(name -> outcomeOf(name).status() == StepStatus.FAILED)
                .map(name -> "branch `%s` failed: %s"
                        .formatted(
                                name,
                                Objects.requireNonNull(outcomeOf(name).error()).message()))
                .collect(Collectors.joining("; "));
    }
}
