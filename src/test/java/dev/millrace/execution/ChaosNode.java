package dev.millrace.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.Http;
import dev.millrace.testing.TestMariaDb;
import dev.millrace.testing.TestProxy;
import dev.millrace.testing.TestRedis;
import dev.millrace.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.StreamSupport;

/**
 * A server of a cluster that things happen to, on its own ways to the database and to Redis. It remembers when something did for
 * which others may take it for dead.
 */
final class ChaosNode implements AutoCloseable {
    private final Path data;
    private final TestProxy way;
    private final TestProxy wayToRedis;
    private final Map<String, String> settings;
    private final List<Disruption> disruptions = new CopyOnWriteArrayList<>();
    private final String key;
    private volatile TestServer server;
    private volatile Http http;
    private long disruptedAt;

    /** When others may have taken the node for dead, in milliseconds since 1970 UTC. */
    private record Disruption(long from, long until) {}

    /** @param key empty for the one that the server makes, being the first of its cluster */
    ChaosNode(Path data, TestMariaDb mariaDb, String database, TestRedis redis, Optional<String> key) {
        this.data = data;
        this.way = TestProxy.to(mariaDb.port());
        this.wayToRedis = TestProxy.to(redis.port());
        this.settings = Map.of(
                "DATABASE_URL",
                database.replace(":" + mariaDb.port() + "/", ":" + way.port() + "/"),
                "REDIS_URL",
                "redis://127.0.0.1:" + wayToRedis.port(),
                "API_RATE_LIMIT_REQUESTS_PER_MINUTE",
                String.valueOf(GreedyCaller.PER_MINUTE),
                "API_RATE_LIMIT_BURST",
                String.valueOf(GreedyCaller.BURST));
        this.server = TestServer.start(data, settings);
        this.key = key.or(server::key).orElseThrow();
        this.http = server.anonymous().as(this.key);
    }

    /** A client for the server as it was last started, with the key that the first one of the cluster has made. */
    Http http() {
        return http;
    }

    /** A client for somebody else. */
    Http as(String otherKey) {
        return server.anonymous().as(otherKey);
    }

    String key() {
        return key;
    }

    /** Whether it takes requests, and hears of so many servers, itself among them, through Redis. */
    boolean isWell(int servers) {
        Http.Reply health = server.anonymous().get("/health/ready");
        return health.status() == 200
                && StreamSupport.stream(health.json().path("checks").spliterator(), false)
                        .filter(check -> check.path("name").asText().equals("redis"))
                        .map(check -> check.path("data"))
                        .allMatch(redis -> redis.path("state").asText().equals("connected")
                                && redis.path("nodes").asInt() == servers);
    }

    String id() throws IOException {
        return Files.readString(data.resolve("node-id")).strip();
    }

    void kill() throws InterruptedException {
        disruptedAt = System.currentTimeMillis();
        server.kill();
    }

    void startAgain() {
        server = TestServer.start(data, settings);
        http = server.anonymous().as(key);
        recovered();
    }

    void freeze() throws Exception {
        disruptedAt = System.currentTimeMillis();
        signal("STOP");
    }

    void wake() throws Exception {
        signal("CONT");
        recovered();
    }

    private void signal(String name) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + name, String.valueOf(server.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    void cutOff() {
        disruptedAt = System.currentTimeMillis();
        way.cut();
    }

    void heal() {
        way.heal();
        recovered();
    }

    void cutOffFromRedis() {
        wayToRedis.cut();
    }

    void healRedis() {
        wayToRedis.heal();
    }

    private void recovered() {
        disruptions.add(new Disruption(disruptedAt, System.currentTimeMillis()));
    }

    /** Whether anything happened to it between these times, or so little before that others took it up between them. */
    boolean wasDisrupted(long from, long until, long patience) {
        return disruptions.stream().anyMatch(d -> d.from() <= until && d.until() + patience >= from);
    }

    @Override
    public void close() {
        server.close();
        way.close();
        wayToRedis.close();
    }
}
