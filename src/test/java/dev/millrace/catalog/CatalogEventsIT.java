package dev.millrace.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testing.Events;
import dev.millrace.testing.Events.Event;
import dev.millrace.testing.Http;
import dev.millrace.testing.TestServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The events of products and orders. */
class CatalogEventsIT {
    private static final String PATH = "/v1/catalog/events";

    private final Http http = TestServer.shared().http();
    private final Shop shop = new Shop(http);

    private static boolean isOf(Event event, long product) {
        return event.data().path("product_id").asLong() == product;
    }

    @Test
    void each_change_is_told_with_what_came_of_it() throws Exception {
        try (BufferedReader stream = http.stream(PATH)) {
            long product = shop.stocked(5);
            shop.patch("/v1/products/" + product, "{\"price\":2}");
            shop.patch("/v1/products/" + product, "{\"price\":2}");
            long paid = shop.order(product, 1).path("id").asLong();
            http.post("/v1/orders", Shop.line(product, 99));
            shop.patch("/v1/orders/" + paid, "{\"customer\":\"ada\"}");
            List.of("pay", "ship", "complete").forEach(step -> shop.step(paid, step));
            long pending = shop.order(product, 1).path("id").asLong();
            shop.delete("/v1/orders/" + pending);
            shop.delete("/v1/products/" + product);

            List<Event> events =
                    Events.until(stream, event -> event.type().equals("product.deleted") && isOf(event, product));

            assertThat(events)
                    .extracting(Event::type)
                    .containsExactly(
                            "product.created",
                            "product.updated",
                            "order.created",
                            "order.updated",
                            "order.paid",
                            "order.shipped",
                            "order.completed",
                            "order.created",
                            "order.cancelled",
                            "order.deleted",
                            "product.deleted");
            assertThat(events.get(6).data().path("order_id").asLong()).isEqualTo(paid);
            assertThat(events.get(6).data().path("data")).isEqualTo(shop.order(paid));
            assertThat(events.get(10).data().at("/data/stock").asInt()).isEqualTo(4);
            assertThat(events)
                    .allSatisfy(event ->
                            assertThat(event.data().path("seq").asLong()).isEqualTo(event.id()));
        }
    }

    @Test
    void every_reader_sees_every_event_once_wherever_it_begins() throws Exception {
        long before;
        try (BufferedReader stream = http.stream(PATH)) {
            shop.product("first", "1", "");
            before = Events.until(stream, _ -> true).getFirst().id();
        }
        for (int i = 0; i < 100; i++) {
            shop.product("early", "1", "");
        }
        int late = 200;
        int changes = 100 + late;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<List<Event>>> readers = IntStream.range(0, 6)
                    .mapToObj(i -> threads.submit(() -> read(before + i * 20L, before + changes)))
                    .toList();
            for (int i = 0; i < late; i++) {
                var _ = threads.submit(() -> shop.product("many", "1", ""));
            }
            for (int i = 0; i < readers.size(); i++) {
                assertThat(readers.get(i).get())
                        .extracting(Event::id)
                        .containsExactlyElementsOf(LongStream.rangeClosed(before + i * 20L + 1, before + changes)
                                .boxed()
                                .toList());
            }
        }
    }

    private List<Event> read(long after, long last) throws IOException {
        try (BufferedReader stream = http.stream(PATH, "Last-Event-ID", String.valueOf(after))) {
            return Events.until(stream, event -> event.id() >= last);
        }
    }

    @Test
    void a_browser_that_comes_back_goes_on_where_it_was() throws Exception {
        shop.product("seen", "1", "");
        long product = shop.product("not seen", "1", "").path("id").asLong();
        List<Event> all;
        try (BufferedReader stream = http.stream(PATH + "?after=0")) {
            all = Events.until(stream, event -> isOf(event, product));
        }
        long last = all.get(all.size() - 2).id();

        try (BufferedReader stream = http.stream(PATH + "?after=0", "Last-Event-ID", String.valueOf(last))) {
            assertThat(Events.until(stream, _ -> true)).containsExactly(all.getLast());
        }
    }

    @Test
    void a_place_that_does_not_exist_is_told_by_a_reset() throws Exception {
        shop.product("one", "1", "");
        try (BufferedReader stream = http.stream(PATH + "?after=999999999999")) {
            assertThat(Events.until(stream, _ -> true).getFirst().type()).isEqualTo("reset");
            long product = shop.product("two", "1", "").path("id").asLong();
            assertThat(Events.until(stream, _ -> true)
                            .getFirst()
                            .data()
                            .path("product_id")
                            .asLong())
                    .isEqualTo(product);
        }
        assertThat(http.get(PATH + "?after=x").status()).isEqualTo(422);
    }
}
