package dev.millrace.store;

import java.sql.Connection;
import java.sql.SQLException;
import org.jboss.logging.Logger;

/** The one connection that writes to a SQLite file. */
final class SqliteSession implements WriteSession {
    private static final Logger LOG = Logger.getLogger(SqliteSession.class);

    private final Connection connection;
    private final Transaction transaction;

    SqliteSession(Connection connection) {
        this.connection = connection;
        this.transaction = new SqliteTransaction(connection);
    }

    @Override
    public Transaction begin() throws SQLException {
        transaction.execute("BEGIN IMMEDIATE");
        return transaction;
    }

    @Override
    public void commit() throws SQLException {
        transaction.execute("COMMIT");
    }

    @Override
    public void rollback(Trouble why) {
        try {
            if (!connection.isClosed()) {
                transaction.execute("ROLLBACK");
            }
        } catch (SQLException e) {
            // SQLite has rolled back by itself when the error was fatal: then there is nothing left to undo.
            LOG.debugf("Rolling back: %s", e.getMessage());
        }
    }

    @Override
    public boolean tookPlace() {
        throw new IllegalStateException("within one process an answer always comes");
    }

    @Override
    public void idle() {
        // Nobody ends it.
    }

    @Override
    public boolean isThere() {
        return true;
    }

    /** There is no other server. */
    @Override
    public boolean isDuplicate(SQLException error) {
        return false;
    }

    @Override
    public Trouble trouble(SQLException error) {
        return transaction.trouble(error);
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
