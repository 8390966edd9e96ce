package dev.millrace.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.testing.Http.Reply;
import dev.millrace.testing.TestServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Readers and writers who race for one product over HTTP. Whoever asks after a change was acknowledged, to whomever, gets
 * that change or a later one, from the product and from the list; and nobody gets an older product after a newer one.
 */
class NoStaleReadsIT {
    private static final int WRITERS = 3;
    private static final int READERS = 5;
    private static final int STOCK = 1_000_000;

    @TempDir
    private Path folder;

    /** The latest version of the product that a writer was told of. */
    private final AtomicLong acknowledged = new AtomicLong();

    /** How many of the product were ordered, and the orders acknowledged. */
    private final AtomicLong ordered = new AtomicLong();

    @ParameterizedTest
    @ValueSource(strings = {"cache-aside", "write-through"})
    void nobody_sees_what_was_before_an_acknowledged_change(String strategy) throws Exception {
        race(strategy, Duration.ofMillis(1_500));
    }

    @Test
    @Tag("long")
    void nobody_does_so_for_long() throws Exception {
        race("write-through", Duration.ofSeconds(30));
    }

    private void race(String strategy, Duration time) throws Exception {
        Map<String, String> settings = new HashMap<>();
        for (String kind : List.of("PRODUCTS", "ORDERS")) {
            settings.put("CATALOG_CACHE_" + kind + "_STRATEGY", strategy);
            settings.put("CATALOG_CACHE_" + kind + "_TTL", "1s");
            settings.put("CATALOG_CACHE_" + kind + "_REFRESH_AHEAD", "0.1");
        }
        try (TestServer server = TestServer.start(folder, settings)) {
            Shop shop = new Shop(server.http());
            long product = shop.stocked(STOCK);
            String path = "/v1/products/" + product;
            long end = System.nanoTime() + time.toNanos();
            List<Callable<Long>> tasks = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                Reader reader = new Reader(shop, path);
                tasks.add(repeated(end, () -> change(shop, path, reader)));
            }
            for (int i = 0; i < READERS; i++) {
                tasks.add(repeated(end, new Reader(shop, path)::read));
            }
            tasks.add(repeated(end, () -> order(shop, product)));
            tasks.add(repeated(end, () -> inList(shop)));
            tasks.add(repeated(end, () -> shop.http().post("/v1/admin/cache/flush", "")));
            runAll(tasks);

            shop.patch(path, "{\"name\":\"the last one\"}");
            assertThat(shop.product(product).path("name").asText()).isEqualTo("the last one");
            assertThat(shop.stock(product)).isEqualTo(STOCK - ordered.get());
        }
    }

    private static void runAll(List<Callable<Long>> tasks) throws InterruptedException, ExecutionException {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Long> result : threads.invokeAll(tasks)) {
                assertThat(result.get()).isPositive();
            }
        }
    }

    private static Callable<Long> repeated(long end, Runnable step) {
        return () -> {
            long times = 0;
            while (System.nanoTime() < end) {
                step.run();
                times++;
            }
            return times;
        };
    }

    private void change(Shop shop, String path, Reader reader) {
        Reply changed = shop.patch(path, "{\"description\":\"%d\"}".formatted(System.nanoTime()));
        assertThat(changed.status()).as(changed.body()).isEqualTo(200);
        acknowledged.accumulateAndGet(version(changed), Math::max);
        reader.read();
    }

    private void order(Shop shop, long product) {
        JsonNode order = shop.order(product, 1);
        long sold = ordered.incrementAndGet();
        assertThat(shop.stock(product)).as("after order %s", order.path("id")).isLessThanOrEqualTo(STOCK - sold);
    }

    /** The only product there is must be in the list as it is. */
    private void inList(Shop shop) {
        long most = STOCK - ordered.get();
        JsonNode product = shop.http().get("/v1/products").json().path("items").path(0);
        assertThat(product.path("stock").asLong()).isLessThanOrEqualTo(most);
    }

    private static long version(Reply reply) {
        return Long.parseLong(reply.header("ETag").replace("\"", ""));
    }

    /** Somebody who asks for the product again and again, and remembers what they have seen. */
    private final class Reader {
        private final Shop shop;
        private final String path;
        private long seen;

        Reader(Shop shop, String path) {
            this.shop = shop;
            this.path = path;
        }

        void read() {
            long least = Math.max(seen, acknowledged.get());
            Reply reply = shop.http().get(path);
            assertThat(reply.status()).as(reply.body()).isEqualTo(200);
            seen = version(reply);
            assertThat(seen).isGreaterThanOrEqualTo(least);
        }
    }
}
