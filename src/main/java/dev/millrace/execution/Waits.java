package dev.millrace.execution;

/** Has an execution be {@code waiting} as long as one of its steps waits for a robot. Thread-safe. */
final class Waits {
    private final ExecutionJournal journal;
    private int waiting;

    Waits(ExecutionJournal journal) {
        this.journal = journal;
    }

    /** A step begins to wait. */
    synchronized void begin() {
        if (waiting++ == 0 && journal.row().status() != ExecutionStatus.WAITING) {
            journal.record(new Detail.Waiting("robot"));
        }
    }

    /**
     * A step waits no longer.
     *
     * @param goesOn whether that is to be told: not when the execution is about to end
     */
    synchronized void end(boolean goesOn) {
        if (--waiting == 0 && goesOn) {
            journal.record(Detail.Resumed.byRobot());
        }
    }
}
