package dev.millrace.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.testing.Http.Reply;
import dev.millrace.testing.TestServer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What callers and operators see of the catalog's caches. */
class CatalogCacheIT {
    @TempDir
    private static Path folder;

    private static TestServer server = unstarted();

    @SuppressWarnings("NullAway") // started before all tests
    private static TestServer unstarted() {
        return null;
    }

    @BeforeAll
    static void start() {
        server = TestServer.start(
                folder,
                Map.of("CATALOG_CACHE_PRODUCTS_MAX_AGE", "30s", "CATALOG_CACHE_ORDERS_STRATEGY", "write-through"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private final Shop shop = new Shop(server.http());

    private double metric(String name, String... tags) {
        String line = server.http()
                .get("/metrics")
                .body()
                .lines()
                .filter(text -> text.startsWith(name + "{"))
                .filter(text -> Arrays.stream(tags).allMatch(text::contains))
                .findFirst()
                .orElseThrow();
        return Double.parseDouble(line.substring(line.lastIndexOf(' ')));
    }

    private double gets(String cache, String result) {
        return metric("millrace_cache_gets_total", "\"" + cache + "\"", "\"" + result + "\"");
    }

    @Test
    void answers_tell_how_old_they_are_and_how_old_they_may_become() {
        String path = "/v1/products/" + shop.stocked(5);

        Reply first = server.http().get(path);
        Reply same = server.http().get(path, "If-None-Match", first.header("ETag"));

        assertThat(first.header("Cache-Control")).isEqualTo("private, max-age=30");
        assertThat(first.header("Age")).isEqualTo("0");
        assertThat(same.status()).isEqualTo(304);
        assertThat(same.header("Cache-Control")).isEqualTo("private, max-age=30");
        assertThat(Integer.parseInt(same.header("Age"))).isBetween(0, 30);
        assertThat(server.http().get("/v1/orders").header("Cache-Control")).isEqualTo("private, max-age=0");
    }

    @Test
    void a_product_is_read_once_however_often_it_is_asked_for() {
        long id = shop.stocked(5);
        double misses = gets("products", "miss");
        double hits = gets("products", "hit");

        for (int i = 0; i < 10; i++) {
            shop.product(id);
        }

        assertThat(gets("products", "miss") - misses).isEqualTo(1);
        assertThat(gets("products", "hit") - hits).isEqualTo(9);
        assertThat(metric("millrace_cache_size", "\"products\"")).isPositive();
    }

    @Test
    void a_product_that_does_not_exist_is_looked_for_once_and_found_as_soon_as_it_does() {
        long next = shop.stocked(5) + 1;
        double known = gets("products", "negative_hit");
        assertThat(server.http().get("/v1/products/" + next).status()).isEqualTo(404);
        assertThat(server.http().get("/v1/products/" + next).status()).isEqualTo(404);
        assertThat(gets("products", "negative_hit") - known).isEqualTo(1);

        assertThat(shop.stocked(7)).isEqualTo(next);

        assertThat(shop.stock(next)).isEqualTo(7);
        assertThat(shop.delete("/v1/products/" + next).status()).isEqualTo(204);
        assertThat(server.http().get("/v1/products/" + next).status()).isEqualTo(404);
    }

    @Test
    void what_orders_take_is_seen_at_once_in_products_and_lists() {
        long id = shop.stocked(5);
        String newest = "/v1/products?limit=1";
        assertThat(shop.stock(id)).isEqualTo(5);
        assertThat(stockInList(newest)).isEqualTo(5);

        JsonNode order = shop.order(id, 3);
        assertThat(shop.stock(id)).isEqualTo(2);
        assertThat(stockInList(newest)).isEqualTo(2);

        shop.step(order.path("id").asLong(), "cancel");
        assertThat(shop.stock(id)).isEqualTo(5);
        assertThat(stockInList(newest)).isEqualTo(5);
    }

    private long stockInList(String path) {
        return server.http()
                .get(path)
                .json()
                .path("items")
                .path(0)
                .path("stock")
                .asLong();
    }

    @Test
    void an_order_that_is_written_through_is_not_read_from_the_database_again() {
        long id = shop.order(shop.stocked(5), 1).path("id").asLong();
        shop.order(id);
        double misses = gets("orders", "miss");

        shop.step(id, "pay");

        assertThat(shop.order(id).path("status").asText()).isEqualTo("paid");
        assertThat(gets("orders", "miss")).isEqualTo(misses);
        shop.step(id, "cancel");
        assertThat(shop.delete("/v1/orders/" + id).status()).isEqualTo(204);
        assertThat(server.http().get("/v1/orders/" + id).status()).isEqualTo(404);
    }

    @Test
    void a_flush_empties_all_caches_and_tells_what_was_in_them() {
        long id = shop.stocked(5);
        shop.product(id);

        Reply flushed = server.http().post("/v1/admin/cache/flush", "");

        assertThat(flushed.status()).isEqualTo(200);
        assertThat(flushed.json().path("caches"))
                .extracting(cache -> cache.path("name").asText())
                .containsExactlyInAnyOrder("products", "product-lists", "orders", "order-lists");
        assertThat(flushed.json().path("caches")).anySatisfy(cache -> {
            assertThat(cache.path("name").asText()).isEqualTo("products");
            assertThat(cache.path("dropped").asLong()).isPositive();
        });
        double misses = gets("products", "miss");
        shop.product(id);
        assertThat(gets("products", "miss") - misses).isEqualTo(1);
    }
}
