package dev.millrace.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Makes changes to a MySQL server that must not wait behind others, on a connection of its own. One at a time, and without
 * a second try: a change whose answer does not come may have taken place. Thread-safe.
 */
final class AsideWriter implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(AsideWriter.class);

    /** Whoever writes here would rather know that it did not work. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final MysqlServer server;
    private @Nullable Connection connection;
    private @Nullable MysqlTransaction transaction;

    AsideWriter(MysqlServer server) {
        this.server = server;
    }

    /** Makes a change. Throws {@link StoreUnavailable} when it is not known to be on disk. */
    synchronized <T> T write(Write<T> write) {
        try {
            MysqlTransaction tx = opened();
            tx.beginChange();
            T result = write.run(tx);
            tx.commit();
            return result;
        } catch (Exception e) {
            close();
            if (e instanceof RuntimeException failure) {
                throw failure;
            }
            throw new StoreUnavailable("a change beside the others failed", e);
        }
    }

    private MysqlTransaction opened() throws SQLException {
        if (transaction == null) {
            Connection opened = server.connect(PATIENCE);
            connection = opened;
            transaction = new MysqlTransaction(opened, MysqlServer.maxPacket(opened));
        }
        return transaction;
    }

    /** What was not committed is undone by the server. */
    @Override
    public synchronized void close() {
        transaction = null;
        if (connection != null) {
            try {
                connection.close();
            } catch (SQLException e) {
                LOG.debugf("Closing a connection: %s", e.getMessage());
            }
            connection = null;
        }
    }
}
