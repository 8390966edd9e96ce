package dev.millrace.testing;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Where the servers that tests start keep their data. With {@code MILLRACE_TEST_DATABASE=mysql} in the environment, each data
 * directory has a database on a real MariaDB and a real Redis beside it; otherwise it has an embedded database, as it is for
 * users who choose nothing. Thread-safe.
 */
final class TestStores {
    private static final boolean MYSQL = "mysql".equals(System.getenv("MILLRACE_TEST_DATABASE"));
    private static final Map<Path, String> DATABASES = new ConcurrentHashMap<>();
    private static final Map<Path, TestRedis> REDISES = new ConcurrentHashMap<>();

    private TestStores() {}

    /** What tells a server with this data directory where its stores are. */
    static Map<String, String> settings(Path dataDir) {
        Path directory = dataDir.toAbsolutePath();
        return MYSQL
                ? Map.of(
                        "DATABASE_URL",
                        DATABASES.computeIfAbsent(
                                directory, _ -> TestMariaDb.shared().newDatabase()),
                        "REDIS_URL",
                        REDISES.computeIfAbsent(directory, _ -> TestRedis.start())
                                .url())
                : Map.of();
    }

    /** Ends the Redis of a server that has ended; one that is started again there gets another, as after a loss. */
    static void leave(Path dataDir) {
        TestRedis redis = REDISES.remove(dataDir.toAbsolutePath());
        if (redis != null) {
            redis.close();
        }
    }
}
