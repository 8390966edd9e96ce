package dev.millrace.store;

/**
 * Where a database is that speaks MySQL's protocol, and as whom it is used.
 *
 * @param database its name on the server
 * @param sslMode how the connection is protected, in the driver's words: {@code disable}, {@code trust},
 *     {@code verify-ca} or {@code verify-full}
 */
public record MysqlAddress(String host, int port, String database, String user, String password, String sslMode) {
    /** Without the password. */
    @Override
    public String toString() {
        return "%s:%d/%s".formatted(host, port, database);
    }

    /** The driver's URL for a connection with these of its options; it holds no password. */
    String jdbcUrl(String options) {
        String server = host.contains(":") ? "[" + host + "]" : host;
        // Without encryption, MySQL 8 takes a password only under a public key of its own.
        String key = sslMode.equals("disable") ? "&allowPublicKeyRetrieval=true" : "";
        return "jdbc:mariadb://%s:%d/%s?sslMode=%s%s&%s".formatted(server, port, database, sslMode, key, options);
    }
}
