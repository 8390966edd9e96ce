package dev.millrace.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.jboss.logging.Logger;
import org.mariadb.jdbc.MariaDbDataSource;

/** Makes connections to a server that speaks MySQL's protocol. Thread-safe. */
final class MysqlServer {
    private static final Logger LOG = Logger.getLogger(MysqlServer.class);

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);

    /** Nothing that runs after the start may take longer; a connection that is silent for so long is taken for dead. */
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(30);

    /** Readers that get no connection in this time say that there is none. */
    private static final Duration POOL_TIMEOUT = Duration.ofSeconds(3);

    /** Shorter than the time after which a node is taken for dead; longer than a busy machine may forget a thread. */
    static final Duration LONGEST_SILENCE = Duration.ofSeconds(8);

    private static final int READ_CONNECTIONS = 10;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(500);
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(5);

    /** The longest texts are request bodies and outputs; with less there would be ones that do not fit. */
    private static final long ENOUGH_PACKET = 16 << 20;

    private static final String OPTIONS = "connectTimeout=" + CONNECT_TIMEOUT.toMillis()
            + "&useServerPrepStmts=true&allowLocalInfile=false&tcpKeepAlive=true"
            + "&sessionVariables=sql_mode='STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION',innodb_lock_wait_timeout=3";

    private final MysqlAddress address;

    MysqlServer(MysqlAddress address) {
        this.address = address;
    }

    /** For statements that may take long, such as migrations. */
    MariaDbDataSource source() throws SQLException {
        return source(OPTIONS);
    }

    /** For statements that are answered soon. */
    MariaDbDataSource quickSource() throws SQLException {
        return source(OPTIONS + "&socketTimeout=" + ANSWER_TIMEOUT.toMillis());
    }

    private MariaDbDataSource source(String options) throws SQLException {
        MariaDbDataSource source = new MariaDbDataSource(address.jdbcUrl(options));
        source.setUser(address.user());
        source.setPassword(address.password());
        return source;
    }

    /**
     * A new connection on which changes are made. When nothing is heard of it for a while, the server ends it and undoes
     * what it has begun: one of our servers that is frozen, or cut off, does not hold rows that others wait for.
     *
     * @param patience how long an answer may take
     */
    Connection connect(Duration patience) throws SQLException {
        Connection connection =
                source(OPTIONS + "&socketTimeout=" + patience.toMillis()).getConnection();
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET SESSION wait_timeout = " + LONGEST_SILENCE.toSeconds());
        }
        connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
        connection.setAutoCommit(false);
        return connection;
    }

    /** The same with the usual patience. */
    Connection connect() throws SQLException {
        return connect(ANSWER_TIMEOUT);
    }

    HikariDataSource readPool() throws SQLException {
        HikariConfig config = new HikariConfig();
        config.setPoolName("reads");
        config.setDataSource(quickSource());
        config.setMaximumPoolSize(READ_CONNECTIONS);
        config.setMinimumIdle(2);
        config.setConnectionTimeout(POOL_TIMEOUT.toMillis());
        config.setValidationTimeout(CONNECT_TIMEOUT.toMillis());
        config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        // A write beside the writer would not be in its order, nor be tried again.
        config.setConnectionInitSql("SET SESSION TRANSACTION READ ONLY");
        return new HikariDataSource(config);
    }

    /**
     * Waits until the server takes connections, for a while, and says in the log what it waits for.
     *
     * @throws IOException when it does not, or refuses the user or the database
     */
    void await() throws IOException, InterruptedException {
        long begin = System.nanoTime();
        long nextLine = begin;
        while (true) {
            try (Connection connection = source().getConnection()) {
                greet(connection);
                return;
            } catch (SQLException e) {
                if (MysqlErrors.isOfSettings(e)) {
                    throw new IOException("the database %s cannot be used with these settings (database.url): %s"
                            .formatted(address, e.getMessage()));
                }
                long now = System.nanoTime();
                if (now - begin > PATIENCE.toNanos()) {
                    throw new IOException("the database %s did not answer within %d s: %s"
                            .formatted(address, PATIENCE.toSeconds(), e.getMessage()));
                }
                if (now >= nextLine) {
                    LOG.warnf("Waiting for the database %s: %s", address, e.getMessage());
                    nextLine = now + BETWEEN_LINES.toNanos();
                }
            }
            Thread.sleep(BETWEEN_TRIES);
        }
    }

    private void greet(Connection connection) throws SQLException {
        LOG.infof("The database is %s on %s", connection.getMetaData().getDatabaseProductVersion(), address);
        long packet = maxPacket(connection);
        if (packet < ENOUGH_PACKET) {
            LOG.warnf(
                    "The database server takes %d bytes at once: longer documents and outputs will be refused."
                            + " Set its max_allowed_packet to 64M (at least 16M)",
                    packet);
        }
    }

    /** How long a message to the server may be, in bytes. */
    static long maxPacket(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet results = statement.executeQuery("SELECT @@max_allowed_packet")) {
            results.next();
            return results.getLong(1);
        }
    }

    /** The address, without secrets. */
    @Override
    public String toString() {
        return address.toString();
    }
}
