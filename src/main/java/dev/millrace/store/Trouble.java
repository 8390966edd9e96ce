package dev.millrace.store;

/** What an error of the database means for a transaction. */
enum Trouble {
    /** The database did not take a statement; the transaction stands without it. */
    STATEMENT,
    /** Somebody else holds a row for longer than anybody waits; the transaction stands without the statement. */
    LOCKED,
    /** The database has undone the transaction, because of what others do. The same may succeed at once. */
    CONFLICT,
    /** The connection is gone, and what was not committed with it. */
    CONNECTION,
    /** The database takes no changes: its disk is full, or it is a copy that is only read. */
    REFUSED
}
