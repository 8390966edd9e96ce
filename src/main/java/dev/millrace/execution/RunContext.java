package dev.millrace.execution;

import dev.millrace.workflow.Workflow;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What all parts of one run share.
 *
 * @param remote whether a robot knows the workflow, and not this server
 * @param runs those under way here: this one, and what it calls
 * @param serverLog what the server's own log says of the run; the execution's log is in its journal
 * @param trace the spans of the run
 * @param steps the runners of steps
 * @param workDirectory the execution's own directory; it may not exist yet
 * @param scripts where relative paths of scripts begin
 * @param environment of commands
 * @param lineage the ids of the workflows that called each other down to this one, which is the last
 * @param maxSteps how many attempts at steps the run may make
 * @param place the run's among those that run at a time
 * @param waits the steps that wait for robots
 * @param cancellation of the whole run
 * @param draining says whether the run goes no further here than the steps under way
 */
record RunContext(
        Workflow workflow,
        boolean remote,
        Runs runs,
        ExecutionJournal journal,
        ServerLog serverLog,
        RunTrace trace,
        Steps steps,
        Hooks hooks,
        Path workDirectory,
        Path scripts,
        CommandEnvironment environment,
        List<String> lineage,
        int maxSteps,
        RunPlace place,
        Waits waits,
        Cancellation cancellation,
        Draining draining) {

    /** Told by one thread, asked by all that run steps. */
    static final class Draining {
        private volatile boolean asked;

        void ask() {
            asked = true;
        }

        boolean asked() {
            return asked;
        }
    }

    /** A step waits for a robot no longer. */
    void endWaiting() {
        waits.end(cancellation.cause() == null);
    }

    /** Whether the run has made all the attempts at steps that it may. */
    boolean exhausted() {
        return journal.recorded().attempts() >= maxSteps;
    }

    /**
     * Adds to the log. Called on the process's thread: it waits when the log cannot keep up.
     *
     * @param step null for what belongs to no step
     */
    void log(@Nullable String step, @Nullable String path, String stream, String text) {
        try {
            journal.log(step, path, stream, text);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while logging", e);
        }
    }
}
