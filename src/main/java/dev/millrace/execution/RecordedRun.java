package dev.millrace.execution;

import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the journal of an execution has on record of the present run, for who goes through it again. Thread-safe. */
final class RecordedRun {
    private final ExecutionState state;
    private final Lock lock;

    /** @param lock what all who change the state hold */
    RecordedRun(ExecutionState state, Lock lock) {
        this.state = state;
        this.lock = lock;
    }

    /** The newest attempt at a visit, or null. */
    @Nullable
    StepRun attempt(String path) {
        return locked(() -> state.recorded(path));
    }

    /** The attempts at steps, in their order. */
    List<StepRun> steps() {
        return locked(() -> state.presentSteps());
    }

    /** How many attempts at steps there are. */
    int attempts() {
        return locked(() -> state.attempts());
    }

    /** What the loop of this visit will do, if that is decided and the loop has not ended; or null. */
    Decisions.@Nullable Loop loop(String path) {
        return locked(() -> state.decisions().loop(path));
    }

    /** The readable id of the execution that the step of this visit has called, if it has and has not ended; or null. */
    @Nullable
    String called(String path) {
        return locked(() -> state.decisions().called(path));
    }

    /** Whether hooks have run: of the workflow, with a null path, or of the step of this visit. */
    boolean hooksEnded(@Nullable String path, String hooks) {
        return locked(() -> state.decisions().hooksEnded(path, hooks));
    }

    private <T extends @Nullable Object> T locked(Supplier<T> read) {
        lock.lock();
        try {
            return read.get();
        } finally {
            lock.unlock();
        }
    }
}
