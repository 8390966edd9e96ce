package dev.millrace.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The connection that writes to a MySQL server; when it breaks, the next transaction opens another one.
 *
 * <p>Each transaction also sets the number of the last commit in a row of this session's own. So when the answer to a commit
 * does not come, that row says whether it took place, once the server can be asked: the former transaction holds the row
 * until it has ended one way or the other.
 */
final class MysqlSession implements WriteSession {
    private static final Logger LOG = Logger.getLogger(MysqlSession.class);

    /** How long a session that could not connect leaves it at that. */
    private static final long PAUSE_NANOS = 200_000_000;

    private static final int ANSWER_SECONDS = 3;

    private final MysqlServer server;
    private final String id = UUID.randomUUID().toString();
    private long number;
    private @Nullable Open open;
    private long doubtfulThread;
    private @Nullable SQLException lastFailure;
    private long lastFailureAt;

    /** An open connection. */
    private record Open(Connection connection, MysqlTransaction transaction) {
        /** By which the server knows the connection. */
        long thread() throws SQLException {
            return connection.unwrap(org.mariadb.jdbc.Connection.class).getThreadId();
        }
    }

    MysqlSession(MysqlServer server) throws SQLException {
        this.server = server;
        opened();
    }

    private Open opened() throws SQLException {
        if (open != null) {
            return open;
        }
        if (lastFailure != null && System.nanoTime() - lastFailureAt < PAUSE_NANOS) {
            throw lastFailure;
        }
        try {
            Connection connection = server.connect();
            open = new Open(connection, new MysqlTransaction(connection, MysqlServer.maxPacket(connection)));
            lastFailure = null;
            return open;
        } catch (SQLException e) {
            lastFailure = e;
            lastFailureAt = System.nanoTime();
            throw e;
        }
    }

    /** The server begins a transaction by itself with the first statement. */
    @Override
    public Transaction begin() throws SQLException {
        return opened().transaction();
    }

    @Override
    public void commit() throws SQLException {
        Open current = Objects.requireNonNull(open);
        number++;
        if (current.transaction().update("UPDATE commits SET number = ? WHERE session = ?", number, id) == 0) {
            current.transaction().update("INSERT INTO commits (session, number) VALUES (?, ?)", id, number);
        }
        try {
            current.connection().commit();
        } catch (SQLException e) {
            if (trouble(e) == Trouble.CONNECTION) {
                doubtfulThread = current.thread();
                drop();
                throw new OutcomeUnknown(e);
            }
            throw e;
        }
    }

    @Override
    public boolean tookPlace() throws SQLException {
        MysqlTransaction transaction = opened().transaction();
        try {
            Long last = transaction.first(
                    "SELECT number FROM commits WHERE session = ? FOR UPDATE", results -> results.getLong(1), id);
            return last != null && last == number;
        } catch (SQLException e) {
            if (trouble(e) == Trouble.LOCKED) {
                LOG.warn("The transaction of the broken connection is still open; it is ended");
                transaction.execute("KILL " + doubtfulThread);
            }
            throw e;
        } finally {
            rollback(Trouble.STATEMENT);
        }
    }

    /** A server that takes no changes may have been replaced by another one, which a new connection finds. */
    @Override
    public void rollback(Trouble why) {
        if (why == Trouble.CONNECTION || why == Trouble.REFUSED) {
            drop();
        } else if (open != null) {
            try {
                open.connection().rollback();
            } catch (SQLException e) {
                LOG.debugf("Rolling back: %s", e.getMessage());
                drop();
            }
        }
    }

    /** A connection that does not answer is replaced when it is needed. */
    @Override
    public void idle() {
        try {
            if (open != null && !open.connection().isValid(ANSWER_SECONDS)) {
                drop();
            }
        } catch (SQLException e) {
            LOG.debugf("Asking an idle connection: %s", e.getMessage());
        }
    }

    @Override
    public boolean isThere() {
        try {
            opened();
            return true;
        } catch (SQLException e) {
            LOG.debugf("No connection: %s", e.getMessage());
            return false;
        }
    }

    @Override
    public boolean isDuplicate(SQLException error) {
        return MysqlErrors.isDuplicate(error);
    }

    @Override
    public Trouble trouble(SQLException error) {
        return MysqlErrors.trouble(error);
    }

    /** What was not committed is undone by the server when the connection ends. */
    private void drop() {
        if (open != null) {
            try {
                open.connection().close();
            } catch (SQLException e) {
                LOG.debugf("Closing a broken connection: %s", e.getMessage());
            }
            open = null;
        }
    }

    @Override
    public void close() throws SQLException {
        if (open != null) {
            open.transaction().update("DELETE FROM commits WHERE session = ?", id);
            open.connection().commit();
            drop();
        }
    }
}
