package dev.millrace.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.testing.Events;
import dev.millrace.testing.Events.Event;
import dev.millrace.testing.Http;
import dev.millrace.testing.TestServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Many who want the same at the same time. */
class StockIT {
    private final Http http = TestServer.shared().http();
    private final Shop shop = new Shop(http);

    /** Does all of these at once, and answers what came of each. */
    private static <T> List<T> together(List<? extends Callable<T>> tasks) throws Exception {
        CountDownLatch start = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<T>> results = tasks.stream()
                    .map(task -> threads.submit(() -> {
                        start.await();
                        return task.call();
                    }))
                    .toList();
            start.countDown();
            List<T> all = new ArrayList<>();
            for (Future<T> result : results) {
                all.add(result.get());
            }
            return all;
        }
    }

    private Callable<Integer> post(String path, String body) {
        return () -> http.post(path, body).status();
    }

    @Test
    void of_200_orders_for_a_stock_of_100_exactly_100_are_taken() throws Exception {
        long product = shop.stocked(100);

        List<Integer> answers = together(Collections.nCopies(200, post("/v1/orders", Shop.line(product, 1))));

        assertThat(Collections.frequency(answers, 201)).isEqualTo(100);
        assertThat(Collections.frequency(answers, 409)).isEqualTo(100);
        assertThat(shop.stock(product)).isZero();
    }

    @Test
    void orders_for_the_same_products_in_opposite_orders_do_not_hinder_each_other() throws Exception {
        List<Long> products = List.of(shop.stocked(90), shop.stocked(90), shop.stocked(90));
        String up = "{\"items\":[%s,%s,%s]}"
                .formatted(Shop.line(products.get(0), 1), Shop.line(products.get(1), 1), Shop.line(products.get(2), 1));
        String down = "{\"items\":[%s,%s,%s]}"
                .formatted(Shop.line(products.get(2), 1), Shop.line(products.get(1), 1), Shop.line(products.get(0), 1));

        List<Integer> answers = together(IntStream.range(0, 120)
                .mapToObj(i -> post("/v1/orders", i % 2 == 0 ? up : down))
                .toList());

        assertThat(Collections.frequency(answers, 201)).isEqualTo(90);
        assertThat(Collections.frequency(answers, 409)).isEqualTo(30);
        assertThat(products)
                .allSatisfy(product -> assertThat(shop.stock(product)).isZero());
    }

    @Test
    void of_several_cancellations_one_wins_and_the_stock_comes_back_once() throws Exception {
        long product = shop.stocked(10);
        for (int round = 0; round < 5; round++) {
            long order = shop.order(product, 7).path("id").asLong();
            String path = "/v1/orders/" + order;

            List<Integer> answers = together(List.of(
                    post(path + "/cancel", "{}"),
                    post(path + "/cancel", "{}"),
                    () -> shop.patch(path, "{\"status\":\"cancelled\",\"customer\":\"x\"}")
                            .status(),
                    post(path + "/cancel", "{}")));

            assertThat(answers).as("a patch to what it is already is none").containsOnly(200, 409);
            assertThat(Collections.frequency(answers, 200)).isBetween(1, 2);
            assertThat(shop.stock(product)).isEqualTo(10);
        }
    }

    @Test
    void of_a_payment_and_a_cancellation_both_are_told_the_truth() throws Exception {
        long product = shop.stocked(10);
        for (int round = 0; round < 5; round++) {
            long order = shop.order(product, 1).path("id").asLong();
            String path = "/v1/orders/" + order;

            List<Integer> answers = together(List.of(post(path + "/pay", "{}"), post(path + "/cancel", "{}")));

            assertThat(answers.get(1)).as("what is paid can be cancelled too").isEqualTo(200);
            assertThat(shop.order(order).path("status").textValue()).isEqualTo("cancelled");
        }
        assertThat(shop.stock(product)).isEqualTo(10);
    }

    @Test
    void changes_of_a_product_and_orders_for_it_do_not_lose_each_other() throws Exception {
        long product = shop.stocked(1_000);
        List<Callable<Integer>> tasks = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            String name = "{\"name\":\"name %d\"}".formatted(i);
            tasks.add(post("/v1/orders", Shop.line(product, 2)));
            tasks.add(() -> shop.patch("/v1/products/" + product, name).status());
        }

        assertThat(together(tasks)).containsOnly(200, 201);

        assertThat(shop.stock(product)).isEqualTo(880);
        assertThat(http.get("/v1/products/" + product).header("ETag")).isEqualTo("\"121\"");
    }

    @Test
    void an_order_is_made_on_the_terms_of_its_time_whatever_they_were_before() throws Exception {
        long product = shop.product("changing", "10", "").path("id").asLong();
        shop.order(product, 1);
        for (int i = 1; i <= 20; i++) {
            String price = i + ".5";
            boolean counted = i % 2 == 0;
            String terms = "{\"price\":%s,\"currency\":\"%s\",\"stock\":%s}"
                    .formatted(price, counted ? "EUR" : "USD", counted ? "1" : "null");
            assertThat(shop.patch("/v1/products/" + product, terms).status()).isEqualTo(200);

            JsonNode order = shop.order(product, 1);

            assertThat(order.path("total").decimalValue()).isEqualByComparingTo(price);
            assertThat(order.path("currency").textValue()).isEqualTo(counted ? "EUR" : "USD");
            assertThat(shop.product(product).path("stock").asText()).isEqualTo(counted ? "0" : "null");
        }
    }

    @Test
    void orders_and_new_prices_at_the_same_time_go_together() throws Exception {
        long product = shop.stocked(1_000);
        List<Callable<Integer>> tasks = new ArrayList<>();
        for (int i = 1; i <= 60; i++) {
            String price = "{\"price\":%d}".formatted(i);
            tasks.add(post("/v1/orders", Shop.line(product, 2)));
            tasks.add(() -> shop.patch("/v1/products/" + product, price).status());
        }

        assertThat(together(tasks)).containsOnly(200, 201);

        assertThat(shop.stock(product)).isEqualTo(880);
        // The outbox tells in which order it was: each order has the price of the change before it.
        BigDecimal price = new BigDecimal(10);
        int orders = 0;
        for (JsonNode event : eventsOf(product)) {
            JsonNode data = event.path("data");
            if (event.path("type").textValue().equals("order.created")) {
                orders++;
                assertThat(data.path("items").path(0).path("unit_price").decimalValue())
                        .isEqualByComparingTo(price);
            } else {
                price = data.path("price").decimalValue();
            }
        }
        assertThat(orders).isEqualTo(60);
    }

    /** What has happened to a product and the orders for it. */
    private List<JsonNode> eventsOf(long product) throws IOException {
        long end = shop.product("end", "1", "").path("id").asLong();
        try (BufferedReader stream = http.stream("/v1/catalog/events?after=0")) {
            return Events.until(stream, event -> event.data().path("product_id").asLong() == end).stream()
                    .map(Event::data)
                    .filter(event -> event.path("product_id").asLong() == product
                            || event.at("/data/items/0/product_id").asLong() == product)
                    .toList();
        }
    }
}
