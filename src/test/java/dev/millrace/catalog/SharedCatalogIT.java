package dev.millrace.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.testing.Events;
import dev.millrace.testing.TestCluster;
import dev.millrace.testing.TestRedis;
import java.io.BufferedReader;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The catalog on two servers with one MariaDB and one Redis. */
class SharedCatalogIT {
    private static final Duration BOUND = Duration.ofSeconds(1);

    /** The same, and what a busy machine takes beside. */
    private static final Duration SLOW_BOUND = Duration.ofSeconds(3);

    private final TestCluster cluster = TestCluster.shared();
    private final TestRedis redis = cluster.redis();
    private final Shop here = new Shop(cluster.here());
    private final Shop there = new Shop(cluster.there());

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
    void what_an_order_loses_is_back_in_the_stock_for_all_also_without_redis() throws IOException {
        redis.kill();
        long kept = here.stocked(10);
        long lost = here.stocked(10);
        long order = here.order(kept, 1).path("id").asLong();
        assertThat(there.stock(lost)).as("kept there from now on").isEqualTo(10);
        here.put("/v1/orders/" + order, "{\"items\":[%s,%s]}".formatted(Shop.line(kept, 1), Shop.line(lost, 4)));
        await().atMost(SLOW_BOUND).until(() -> there.stock(lost) == 6);

        here.put("/v1/orders/" + order, Shop.line(kept, 1));

        assertThat(here.stock(lost)).isEqualTo(10);
        await().atMost(SLOW_BOUND).until(() -> there.stock(lost) == 10);
        try (BufferedReader stream = there.http().stream("/v1/catalog/events?after=0")) {
            JsonNode event = Events.until(
                            stream, is -> is.data().at("/data/removed_items").size() > 0)
                    .getLast()
                    .data();
            assertThat(event.path("type").asText()).isEqualTo("order.updated");
            assertThat(event.path("order_id").asLong()).isEqualTo(order);
            assertThat(event.at("/data/removed_items/0/product_id").asLong()).isEqualTo(lost);
            assertThat(event.at("/data/items").findValuesAsText("product_id")).containsExactly(String.valueOf(kept));
        }
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
