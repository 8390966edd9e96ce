package dev.millrace.execution;

/** How an execution stands that does not go on here: its state, and the secrets that may be in it. */
record Ended(ExecutionState state, KnownSecrets secrets) {
    /** As its journal says. Only for a thread that nobody records beside. */
    static Ended of(ExecutionJournal journal) {
        return new Ended(journal.state(), journal.secrets());
    }

    /** As is on record. */
    static Ended of(JournalStore.Recorded recorded) {
        return new Ended(recorded.state(), recorded.secrets().secrets());
    }
}
