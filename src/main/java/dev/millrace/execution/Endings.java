package dev.millrace.execution;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.jboss.logging.Logger;

/**
 * What the end of an execution brings with it: the log, the metrics and the trace tell it, and the working directory goes.
 * A run that breaks gets its end here. Thread-safe.
 */
@Singleton
final class Endings {
    private static final Logger LOG = Logger.getLogger(Endings.class);

    private final WorkDirectories directories;
    private final MeterRegistry metrics;

    Endings(WorkDirectories directories, MeterRegistry metrics) {
        this.directories = directories;
        this.metrics = metrics;
    }

    /** The end of a run is on disk. */
    void ended(Run run, ExecutionJournal journal) {
        ended(run.log(), journal.state());
        run.trace().end(journal.state());
        directories.remove(directories.of(journal.executionId()));
    }

    /** The end of an execution that did not run here is on disk. */
    void ended(ServerLog log, ExecutionState state) {
        log.ended(state);
        metrics.counter("millrace.executions.ended", "status", state.status().wire())
                .increment();
    }

    /**
     * Something went wrong that no workflow can be blamed for: the execution fails, since it must not stay unfinished for
     * ever. Whether that is on disk.
     */
    boolean fail(Run run, ExecutionJournal journal, RuntimeException cause) {
        if (journal.accepted().isCompletedExceptionally()) {
            return false;
        }
        logFailure(journal, cause);
        try {
            journal.record(new Detail.Failed(
                    new Failure(Failure.INTERNAL, "an internal error; the server's log says more", null)));
            journal.commit();
            ended(run, journal);
            return true;
        } catch (RuntimeException | InterruptedException e) {
            LOG.errorf(e, "The failure of execution %s could not be recorded", journal.executionId());
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
}
