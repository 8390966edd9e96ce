package dev.millrace.store;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * Makes sure that one server alone works on a database: two would take up each other's executions. The database keeps the
 * lock for as long as a connection of its own is open and not silent.
 */
final class SingleServer implements Database.Hold {
    private static final Logger LOG = Logger.getLogger(SingleServer.class);

    /** A connection that is silent for so long, in seconds, loses the lock: its server is gone. */
    private static final int SILENCE = 20;

    private static final Duration BETWEEN_SIGNS = Duration.ofSeconds(2);

    /** The former connection has lost the lock by then, so it is another server that has it. */
    private static final Duration PATIENCE = Duration.ofSeconds(2 * SILENCE);

    /** The exit code EX_UNAVAILABLE of sysexits.h. */
    private static final int TAKEN_OVER = 69;

    private static final String NAME = "CONCAT('millrace.', MD5(DATABASE()))";

    private final MysqlServer server;
    private final Thread thread;
    private Connection connection;

    private SingleServer(MysqlServer server, Connection connection) {
        this.server = server;
        this.connection = connection;
        this.thread = Thread.ofPlatform().daemon().name("single-server").unstarted(this::hold);
    }

    /**
     * Becomes the one server of the database.
     *
     * @throws IOException when there is another one
     */
    static SingleServer become(MysqlServer server) throws SQLException, IOException {
        Connection connection = open(server);
        if (!lock(connection)) {
            connection.close();
            throw new IOException(
                    "another server is running with the database %s; stop it, or choose another one (database.url). One that has just lost its machine is forgotten after %d s"
                            .formatted(server, SILENCE));
        }
        SingleServer only = new SingleServer(server, connection);
        only.thread.start();
        return only;
    }

    private static Connection open(MysqlServer server) throws SQLException {
        Connection connection = server.quickSource().getConnection();
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET SESSION wait_timeout = " + SILENCE);
        }
        return connection;
    }

    private static boolean lock(Connection connection) throws SQLException {
        return isTrue(connection, "SELECT GET_LOCK(" + NAME + ", 1)");
    }

    private static boolean isTrue(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet results = statement.executeQuery(sql)) {
            return results.next() && results.getInt(1) == 1;
        }
    }

    private void hold() {
        long held = System.nanoTime();
        try {
            while (true) {
                Thread.sleep(BETWEEN_SIGNS);
                if (holds()) {
                    held = System.nanoTime();
                } else if (System.nanoTime() - held > PATIENCE.toNanos() && isTaken()) {
                    LOG.fatalf("Another server works on the database %s; this one ends", server);
                    Runtime.getRuntime().halt(TAKEN_OVER);
                }
            }
        } catch (InterruptedException _) {
            // The server stops.
        }
    }

    private boolean holds() {
        try {
            return isTrue(connection, "SELECT IS_USED_LOCK(" + NAME + ") = CONNECTION_ID()") || reopen();
        } catch (SQLException e) {
            return reopen();
        }
    }

    private boolean reopen() {
        try {
            connection.close();
            connection = open(server);
            return lock(connection);
        } catch (SQLException e) {
            LOG.debugf("The lock of the database is lost for now: %s", e.getMessage());
            return false;
        }
    }

    /** Whether the database can be asked, and says that somebody else has the lock. */
    private boolean isTaken() {
        try {
            return isTrue(connection, "SELECT IS_USED_LOCK(" + NAME + ") IS NOT NULL");
        } catch (SQLException _) {
            return false;
        }
    }

    @Override
    public void release() throws SQLException, InterruptedException {
        thread.interrupt();
        thread.join();
        connection.close();
    }
}
