package dev.millrace.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.Http;
import dev.millrace.testing.TestServer;
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
}
