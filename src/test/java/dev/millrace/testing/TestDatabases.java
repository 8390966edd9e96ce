package dev.millrace.testing;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The databases of the servers that tests start. With {@code MILLRACE_TEST_DATABASE=mysql} in the environment, each data
 * directory has one on a real MariaDB; otherwise it is embedded, as it is for users who choose nothing.
 */
public final class TestDatabases {
    private static final boolean MYSQL = "mysql".equals(System.getenv("MILLRACE_TEST_DATABASE"));
    private static final Map<Path, String> URLS = new ConcurrentHashMap<>();

    private TestDatabases() {}

    /** Whether servers keep their data on a MariaDB. */
    public static boolean areOnMysql() {
        return MYSQL;
    }

    /** What tells a server with this data directory where its database is. */
    static Map<String, String> settings(Path dataDir) {
        return MYSQL
                ? Map.of("DATABASE_URL", URLS.computeIfAbsent(dataDir.toAbsolutePath(), _ -> TestMariaDb.shared()
                        .newDatabase()))
                : Map.of();
    }
}
