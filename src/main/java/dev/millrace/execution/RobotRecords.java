package dev.millrace.execution;

import jakarta.inject.Singleton;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is on record of what was sent to robots: also of runs that have ended, and from before the server's start. Thread-safe. */
@Singleton
public final class RobotRecords {
    private final ExecutionStore store;
    private final JournalStore journals;

    RobotRecords(ExecutionStore store, JournalStore journals) {
        this.store = store;
        this.journals = journals;
    }

    /** How a robot stands to an attempt. */
    public enum Standing {
        /** It was sent it, and no end is on record. */
        HELD,
        /** It was sent it, and its end is on record. */
        ENDED,
        /** It was sent it, but the attempt has been given up since. */
        LOST,
        /** It was never sent it, or another robot was sent the attempt after it. */
        NOT_HELD,
        /** There is no such execution of the robot's user. */
        NOT_SEEN
    }

    /** How a robot of a user stands to what an execution has sent to a robot. */
    public Standing standing(String user, String robot, String executionId, int attempt) {
        Optional<ExecutionRow> row =
                store.find(executionId).filter(found -> found.userId().equals(user));
        if (row.isEmpty()) {
            return Standing.NOT_SEEN;
        }
        boolean over = row.get().status().ended();
        return journals.read(row.get().id()).state().steps().stream()
                .filter(step -> isOf(step.robot(), robot, attempt))
                .map(step -> standing(step, over))
                .findFirst()
                .orElse(Standing.NOT_HELD);
    }

    /** Ids of robots once had a part behind them that told the server. */
    private static boolean isOf(@Nullable Assignment assigned, String robot, int attempt) {
        return assigned != null
                && assigned.attempt() == attempt
                && (assigned.robot().equals(robot) || assigned.robot().startsWith(robot + "-"));
    }

    /** The life of the node that an execution belongs to; empty when it is nobody's, or there is none. */
    public Optional<String> owner(String executionId) {
        return store.find(executionId).map(ExecutionRow::owner);
    }

    private static Standing standing(StepRun step, boolean over) {
        return switch (step.status()) {
            case RUNNING -> over ? Standing.LOST : Standing.HELD;
            case COMPLETED, FAILED, CANCELLED -> Standing.ENDED;
            case INTERRUPTED, SKIPPED -> Standing.LOST;
        };
    }
}
