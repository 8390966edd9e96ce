package dev.millrace.store;

import java.sql.SQLException;

/** The writer's connection, in the ways of its database. Used by one thread at a time. */
sealed interface WriteSession extends AutoCloseable permits SqliteSession, MysqlSession {
    /** Begins a transaction, over a new connection when there is none. */
    Transaction begin() throws SQLException;

    /**
     * Commits the transaction: it survives a power cut when this returns.
     *
     * @throws OutcomeUnknown when it may have been committed; {@link #tookPlace} finds out
     */
    void commit() throws SQLException;

    /** Undoes the transaction, as far as that has not happened by itself. */
    void rollback(Trouble why);

    /** Whether the last commit took place, whose outcome was not known. Throws when that cannot be found out yet. */
    boolean tookPlace() throws SQLException;

    /** Nothing was to be done for a while: the connection must stay open nevertheless. */
    void idle();

    /** Whether there is a connection, or a new one can be made. */
    boolean isThere();

    /** Whether an error is that of a key which is there already, and another server may have inserted it. */
    boolean isDuplicate(SQLException error);

    /** What an error means. */
    Trouble trouble(SQLException error);

    @Override
    void close() throws SQLException;
}
