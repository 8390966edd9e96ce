package dev.millrace.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.testing.Events;
import dev.millrace.testing.Events.Event;
import dev.millrace.testing.Http;
import dev.millrace.testing.TestServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that is killed while orders are placed. */
class CatalogRecoveryIT {
    private static final long STOCK = 1_000_000;

    @TempDir
    private Path folder;

    @Test
    void after_a_kill_stock_and_orders_add_up_and_the_events_are_those_of_the_records() throws Exception {
        Queue<Long> acknowledged = new ConcurrentLinkedQueue<>();
        long one;
        long other;
        try (TestServer server = TestServer.start(folder);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Shop shop = new Shop(server.http());
            one = shop.stocked(STOCK);
            other = shop.stocked(STOCK);
            String both = "{\"items\":[%s,%s]}".formatted(Shop.line(one, 3), Shop.line(other, 1));
            List<Future<?>> callers = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                callers.add(threads.submit(() -> placeUntilItIsGone(server.http(), both, acknowledged)));
            }
            await("orders").until(() -> acknowledged.size() > 300);
            server.kill();
            for (Future<?> caller : callers) {
                caller.get();
            }
        }

        try (TestServer server = TestServer.start(folder)) {
            Shop shop = new Shop(server.http());
            List<JsonNode> orders = orders(server.http());
            assertThat(orders).extracting(order -> order.path("id").asLong()).containsAll(acknowledged);
            long open = orders.stream()
                    .filter(order -> !order.path("status").textValue().equals("cancelled"))
                    .count();
            assertThat(shop.stock(one) + 3 * open).isEqualTo(STOCK);
            assertThat(shop.stock(other) + open).isEqualTo(STOCK);

            List<Event> created = events(server.http(), 2 + orders.size() + (orders.size() - open)).stream()
                    .filter(event -> event.type().equals("order.created"))
                    .toList();
            assertThat(created)
                    .extracting(event -> event.data().path("order_id").asLong())
                    .containsExactlyInAnyOrderElementsOf(orders.stream()
                            .map(order -> order.path("id").asLong())
                            .toList());
        }
    }

    /** Places orders, and cancels every fifth. */
    private static void placeUntilItIsGone(Http http, String body, Queue<Long> acknowledged) {
        try {
            while (true) {
                Http.Reply made = http.post("/v1/orders", body);
                assertThat(made.status()).isEqualTo(201);
                long id = made.json().path("id").asLong();
                acknowledged.add(id);
                if (id % 5 == 0) {
                    http.post("/v1/orders/" + id + "/cancel", "{}");
                }
            }
        } catch (UncheckedIOException _) {
            // The server is gone.
        }
    }

    private static List<JsonNode> orders(Http http) {
        List<JsonNode> orders = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = http.get("/v1/orders?limit=200" + cursor).json();
            page.path("items").forEach(orders::add);
            cursor = page.hasNonNull("next_cursor")
                    ? "&cursor=" + page.path("next_cursor").textValue()
                    : "";
        } while (!cursor.isEmpty());
        return orders;
    }

    /** So many events from the first one on, after which there is none. */
    private static List<Event> events(Http http, long count) throws IOException {
        try (BufferedReader stream = http.stream("/v1/catalog/events?after=0")) {
            List<Event> events = Events.until(stream, event -> event.id() >= count);
            long product = new Shop(http).product("after", "1", "").path("id").asLong();
            Event next = Events.until(stream, _ -> true).getFirst();
            assertThat(next.data().path("product_id").asLong())
                    .as("nothing in between")
                    .isEqualTo(product);
            return events;
        }
    }
}
