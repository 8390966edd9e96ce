package dev.millrace.testing;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/** Two servers with one MariaDB and one Redis, which know of each other, and where they are reached. */
public final class TestCluster {
    private static final String SECRET = "the servers of a test know each other by this";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final TestRedis redis = TestRedis.start();
    private final TestServer first;
    private final TestServer second;

    private TestCluster() {
        try {
            Path folder = Files.createTempDirectory("millrace-cluster-");
            String database = TestMariaDb.shared().newDatabase();
            first = TestServer.start(folder.resolve("first"), settings(database, redis.url()));
            second = TestServer.start(folder.resolve("second"), settings(database, redis.url()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What makes a server one of a cluster; it listens on a port that was free. */
    public static Map<String, String> settings(String database, String redis) throws IOException {
        String port = String.valueOf(Ports.free());
        return Map.of(
                "DATABASE_URL",
                database,
                "REDIS_URL",
                redis,
                "API_PORT",
                port,
                "CLUSTER_ADDRESS",
                "http://127.0.0.1:" + port,
                "CLUSTER_SECRET",
                SECRET);
    }

    /** One for all tests that leave the servers as they are; it ends with the tests. Redis is there, whatever was done to it. */
    public static TestCluster shared() {
        TestCluster cluster = Shared.CLUSTER;
        cluster.awaitRedis();
        return cluster;
    }

    private static final class Shared {
        private static final TestCluster CLUSTER = closedAtExit(new TestCluster());

        private static TestCluster closedAtExit(TestCluster cluster) {
            Runtime.getRuntime().addShutdownHook(new Thread(cluster::close));
            return cluster;
        }
    }

    /** Who may do everything, at one of the servers. */
    public Http here() {
        return first.http();
    }

    /** The same at the other one. */
    public Http there() {
        return first.http().at(second);
    }

    public TestServer first() {
        return first;
    }

    public TestServer second() {
        return second;
    }

    public TestRedis redis() {
        return redis;
    }

    /** Starts Redis unless it runs, and waits until both servers hear each other through it. */
    private void awaitRedis() {
        if (!redis.isAlive()) {
            redis.startAgain();
        }
        await("the servers to hear each other").atMost(PATIENCE).until(() -> hears(first) && hears(second));
    }

    private static boolean hears(TestServer server) {
        JsonNode check = redisCheck(server);
        return check.path("state").asText().equals("connected")
                && check.path("nodes").asInt() == 2;
    }

    /** What the health of a server says of Redis; it is ready with and without. */
    public static JsonNode redisCheck(TestServer server) {
        Http.Reply health = server.anonymous().get("/health/ready");
        if (health.status() != 200) {
            throw new AssertionError("a server is not ready: " + health.body());
        }
        List<JsonNode> checks = StreamSupport.stream(
                        health.json().path("checks").spliterator(), false)
                .filter(check -> check.path("name").asText().equals("redis"))
                .toList();
        return checks.getFirst().path("data");
    }

    private void close() {
        first.close();
        second.close();
        redis.close();
    }
}
