package dev.millrace.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.testing.Events;
import dev.millrace.testing.Http;
import dev.millrace.testing.TestMariaDb;
import dev.millrace.testing.TestRedis;
import dev.millrace.testing.TestServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The catalog on two servers with one MariaDB and one Redis. */
class SharedCatalogIT {
    private static final Duration BOUND = Duration.ofSeconds(1);

    /** The same, and what a busy machine takes beside. */
    private static final Duration SLOW_BOUND = Duration.ofSeconds(3);

    @TempDir
    private Path folder;

    private final TestRedis redis = TestRedis.start();
    private TestServer first = unstarted();
    private TestServer second = unstarted();
    private Shop here = unopened();
    private Shop there = unopened();

    @SuppressWarnings("NullAway") // started before each test
    private static TestServer unstarted() {
        return null;
    }

    @SuppressWarnings("NullAway") // opened before each test
    private static Shop unopened() {
        return null;
    }

    @BeforeEach
    void start() {
        Map<String, String> settings = Map.of(
                "REDIS_URL", redis.url(), "DATABASE_URL", TestMariaDb.shared().newDatabase());
        first = TestServer.start(folder.resolve("first"), settings);
        second = TestServer.start(folder.resolve("second"), settings);
        Http client = second.anonymous().as(first.key().orElseThrow());
        here = new Shop(first.http());
        there = new Shop(client);
        await("both servers to hear each other")
                .atMost(Duration.ofSeconds(20))
                .until(() -> client.get("/health/ready").body().contains("\"nodes\": 2"));
    }

    @AfterEach
    void stop() {
        first.close();
        second.close();
        redis.close();
    }

    private String name(Shop shop, long product) {
        return shop.product(product).path("name").asText();
    }

    private void rename(long product, String name) {
        here.patch("/v1/products/" + product, "{\"name\":\"%s\"}".formatted(name));
        assertThat(name(here, product)).as("where it was changed").isEqualTo(name);
    }

    @Test
    void a_change_is_seen_within_a_second_also_without_redis() {
        long product = here.stocked(1_000);
        for (int i = 0; i < 10; i++) {
            name(there, product);
            rename(product, "name " + i);
            await().atMost(BOUND).until(() -> name(there, product), ("name " + i)::equals);
        }
        here.order(product, 1);
        assertThat(here.stock(product)).isEqualTo(999);
        await().atMost(BOUND).until(() -> there.stock(product) == 999);

        redis.kill();
        rename(product, "without Redis");
        await().atMost(SLOW_BOUND).until(() -> name(there, product), "without Redis"::equals);

        redis.startAgain();
        rename(product, "Redis is back");
        await().atMost(SLOW_BOUND).until(() -> name(there, product), "Redis is back"::equals);
        redis.flushAll();
        rename(product, "forgotten");
        await().atMost(SLOW_BOUND).until(() -> name(there, product), "forgotten"::equals);
    }

    @Test
    void who_watches_at_one_server_sees_what_happens_at_the_other() throws IOException {
        here.stocked(5);
        try (BufferedReader stream = there.http().stream("/v1/catalog/events?after=0")) {
            long product = here.stocked(7);
            Events.until(stream, event -> event.data().path("product_id").asLong() == product);

            redis.kill();
            long another = here.stocked(8);
            Events.until(stream, event -> event.data().path("product_id").asLong() == another);
        }
    }
}
